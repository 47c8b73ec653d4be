"""Alerts of a running site: its processes, pages, certificate and disks, in their real figures."""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from http.cookiejar import CookieJar
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.kernel import clock
from config import Config
from devstack import launch
from devstack.backup.schedule import recorded
from devstack.postgres import Server
from harness.stage import databases
from harness.stage.databases import Database
from harness.stage.live import free_port, processes, within
from harness.stage.promtool import (
    ALERTS,
    LOOKED_AT,
    Series,
    differences,
    needs_promtool,
    read,
    scrape,
)

BLACKBOX, NODE = map(shutil.which, ("prometheus-blackbox-exporter", "prometheus-node-exporter"))
PAGE = "/cong-khai/"


@dataclass(frozen=True)
class Site:
    """Two web processes and the figures of their machine."""

    address: str
    metrics: str
    database: Database
    exporter: subprocess.Popen[bytes]

    def figures(self) -> Series:
        return scrape(self.metrics, job="mot-cua", instance="web1")

    def visit(self, path: str = PAGE) -> int:
        try:
            with urlopen(self.address + path, timeout=20) as answer:
                return int(answer.status)
        except HTTPError as refusal:
            return refusal.code

    def is_ready(self) -> bool:
        with suppress(OSError):
            return self.visit("/readyz") == 200 and bool(urlopen(self.metrics))
        return False

    @contextmanager
    def without(self, undo: str, do: str) -> Iterator[None]:
        with self.database.connect() as line:
            line.execute(do.encode())
            try:
                yield
            finally:
                line.execute(undo.encode())


@pytest.fixture
def site(server: Server, template: str, tmp_path: Path) -> Iterator[Site]:
    with databases.copy_of(server, template, f"t_{os.getpid()}_site") as database:
        with database.connect() as line:
            line.execute(
                "insert into procrastinate_workers (last_heartbeat) values (now() + interval '1 h')"
            )
        port = free_port()
        metrics = f"127.0.0.1:{port + 1}"
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("PG")},
            **launch.without_addresses(database.environment),
            "SECRET_KEY": "for tests alone, long enough, and no secret at all",
            "FILES_DIR": str(tmp_path / "files"),
            "PORT": str(port),
            "PROXIES": "1",
            "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "figures"),
            "METRICS_ADDRESS": metrics,
        }
        config = Config.from_environment({**environment, "DATABASE_URL": database.url()})
        commands = (
            ("mc_web", launch.web_command(config, workers=2)),
            ("mc_worker", ["flask", "--app", "run", "metrics"]),
        )
        with processes(database, environment, commands) as (_web, exporter):
            address = launch.address_of(config)
            found = Site(address, f"http://{metrics}/metrics", database, exporter)
            assert within(90, found.is_ready)
            yield found


@needs_promtool
def test_pages_that_fail_or_are_slow_and_figures_that_end(site: Site, tmp_path: Path) -> None:
    for _visit in range(20):
        assert site.visit() == 200
    healthy = site.figures()
    assert differences(tmp_path, healthy, healthy, set()) == ""

    with site.without(
        "grant select on public_figure to mc_web", "revoke select on public_figure from mc_web"
    ):
        assert [site.visit() for _visit in range(3)] == [500] * 3
    failed = site.figures()
    assert differences(tmp_path, healthy, failed, {"ServerErrors"}) == ""

    with site.without("commit", "begin; lock table public_figure in access exclusive mode"):
        slow = threading.Thread(target=site.visit)
        slow.start()
        time.sleep(2.5)
    slow.join()
    assert differences(tmp_path, failed, site.figures(), {"PagesSlow"}) == ""

    site.exporter.terminate()
    site.exporter.wait(20)
    assert differences(tmp_path, healthy, site.figures(), {"TargetDown"}) == ""


@needs_promtool
def test_somebody_who_guesses_passwords(site: Site, tmp_path: Path) -> None:
    healthy = site.figures()
    form = build_opener(HTTPCookieProcessor(CookieJar()))
    with form.open(f"{site.address}/can-bo/dang-nhap") as page:
        token = re.search(
            r'name="csrf_token" (?:type="hidden" )?value="([^"]+)"', page.read().decode()
        )
    assert token
    for guess in range(101):
        typed = {"csrf_token": token[1], "username": f"mot.nguoi.{guess}", "password": "x" * 12}
        form.addheaders = [("X-Forwarded-For", f"10.{guess}.0.1")]
        form.open(f"{site.address}/can-bo/dang-nhap", urlencode(typed).encode()).close()
    assert differences(tmp_path, healthy, site.figures(), {"SignInsRefused"}) == ""


@contextmanager
def exporter(program: str, *arguments: str, **environment: str) -> Iterator[str]:
    """An exporter of Debian's on a port of its own."""
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [program, f"--web.listen-address={address}", *arguments],
        env={**os.environ, **environment},
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 15
        while time.monotonic() < until:
            with suppress(OSError):
                urlopen(f"http://{address}/").close()
                break
            time.sleep(0.1)
        yield f"http://{address}"
    finally:
        process.kill()
        process.wait()


class Ready(BaseHTTPRequestHandler):
    """A site that answers with what ``status`` says."""

    status = 200

    def do_GET(self) -> None:
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def a_certificate(folder: Path, days: float) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = clock.real_now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    written = {
        f"{days}.crt": made.public_bytes(serialization.Encoding.PEM),
        f"{days}.key": key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    }
    for file, content in written.items():
        (folder / file).write_bytes(content)
    return str(folder / f"{days}.crt"), str(folder / f"{days}.key")


@contextmanager
def probed(folder: Path, days: float) -> Iterator[Callable[[], Series]]:
    """A site over TLS, whose certificate is good for some days, as the prober sees it."""
    certificate, key = a_certificate(folder, days)
    web = ThreadingHTTPServer(("127.0.0.1", 0), Ready)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    web.socket = context.wrap_socket(web.socket, server_side=True)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    target = f"https://localhost:{web.server_port}/readyz"
    file = ALERTS.with_name("blackbox.yml")
    with exporter(str(BLACKBOX), f"--config.file={file}", SSL_CERT_FILE=certificate) as prober:
        asked = f"{prober}/probe?{urlencode({'module': 'site', 'target': target})}"
        yield lambda: since_now(scrape(asked, job="site", instance="https://site"))
    web.shutdown()
    web.server_close()


def since_now(series: Series) -> Series:
    """The clock of ``promtool`` begins at zero."""
    now = time.time()
    return {k: v - now if "expiry" in k and v > 0 else v for k, v in series.items()}


@needs_promtool
@pytest.mark.skipif(not BLACKBOX, reason="there is no prometheus-blackbox-exporter here")
def test_a_site_that_is_not_ready_or_whose_certificate_ends(tmp_path: Path) -> None:
    with probed(tmp_path, days=90) as site:
        healthy = site()
        assert differences(tmp_path, healthy, healthy, set()) == ""
        Ready.status = 503
        assert differences(tmp_path, healthy, site(), {"SiteDown"}) == ""
        Ready.status = 200
    with probed(tmp_path, days=13) as site:
        assert differences(tmp_path, healthy, site(), {"CertificateExpires"}) == ""


@needs_promtool
@pytest.mark.skipif(os.geteuid() != 0 or not NODE, reason="root mounts a disk for the exporter")
def test_a_disk_that_fills(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "mot-cua", str(disk)], check=True)
    try:
        arguments = ("--collector.disable-defaults", "--collector.filesystem")
        with exporter(str(NODE), *arguments) as machine:
            healthy = of(disk, scrape(f"{machine}/metrics", job="node", instance="web1"))
            assert differences(tmp_path, healthy, healthy, set()) == ""
            (disk / "all").write_bytes(bytes(1000 * 1024))
            full = of(disk, scrape(f"{machine}/metrics", job="node", instance="web1"))
            assert differences(tmp_path, healthy, full, {"DiskNearlyFull"}) == ""
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def of(disk: Path, series: Series) -> Series:
    """The figures of the test's disk alone; those of this machine may be as they are."""
    found = {key: value for key, value in series.items() if f'"{disk}"' in key}
    assert found
    return found


@needs_promtool
@pytest.mark.skipif(not NODE, reason="there is no prometheus-node-exporter here")
@pytest.mark.parametrize(
    ("alert", "part", "allowed"),
    [("FilesBackupOld", "files", 1), ("FilesBackupOld", "seals", 1), ("DrillOld", "drill", 26)],
)
def test_files_that_are_not_backed_up_or_not_rehearsed(
    alert: str, part: str, allowed: int, tmp_path: Path
) -> None:
    """What the commands of backups leave for the exporter of their machine."""
    arguments = ("--collector.disable-defaults", "--collector.textfile")
    folder = f"--collector.textfile.directory={tmp_path}"

    def figures(hours_ago: float) -> Series:
        """As the rules see them at the end, ``hours_ago`` after the backup."""
        found = scrape(f"{machine}/metrics", job="node", instance="web1")
        late = (LOOKED_AT / 60 - hours_ago) * 3600 - time.time()
        return {k: v + late for k, v in found.items() if k.startswith("mot_cua_backup") and v > 0}

    with exporter(str(NODE), *arguments, folder) as machine:
        with recorded(tmp_path, part):
            pass
        healthy = figures(0)
        assert len(healthy) == 1
        assert differences(tmp_path, healthy, figures(allowed - 0.9), set()) == ""
        assert differences(tmp_path, healthy, figures(allowed + 1), {alert}) == ""


REPLICATION = """
patroni_replica{{scope="mot-cua",name="pg1"}} 0
patroni_replica{{scope="mot-cua",name="pg2"}} 1
patroni_xlog_location{{scope="mot-cua",name="pg1"}} 900000000
patroni_xlog_location{{scope="mot-cua",name="pg2"}} 0
patroni_xlog_replayed_location{{scope="mot-cua",name="pg1"}} 0
patroni_xlog_replayed_location{{scope="mot-cua",name="pg2"}} {replayed}
"""
BACKUP = """
pgbackrest_backup_since_last_completion_seconds{{backup_type="full",stanza="mot-cua"}} 500000
pgbackrest_backup_since_last_completion_seconds{{backup_type="diff",stanza="mot-cua"}} {age}
"""


@needs_promtool
@pytest.mark.parametrize(
    ("alert", "text", "good", "bad"),
    [
        ("ReplicationLag", REPLICATION, {"replayed": 899_000_000}, {"replayed": 800_000_000}),
        ("BackupOld", BACKUP, {"age": 80_000}, {"age": 100_000}),
    ],
)
def test_figures_of_patroni_and_pgbackrest(
    alert: str, text: str, good: dict[str, int], bad: dict[str, int], tmp_path: Path
) -> None:
    """Their metrics in the names and labels of the exporters."""
    healthy, wrong = (read(text.format(**figures).lstrip(), job=alert) for figures in (good, bad))
    assert differences(tmp_path, healthy, healthy, set()) == ""
    assert differences(tmp_path, healthy, wrong, {alert}) == ""
