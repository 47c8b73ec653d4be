"""``make up``: what its processes read, before anything is started."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from devstack.production import backups, configuration, packages
from devstack.production.layout import DEPLOY, PROXY, System
from harness.stage.databases import ROOT

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="the parts run as users of their own: root")


@pytest.fixture
def system(tmp_path: Path) -> System:
    return System(tmp_path, "127.0.99", 28443, "development", 2, {})


@pytest.fixture
def written(system: System) -> System:
    """The system with all files that its processes read."""
    if missing := packages.missing():
        pytest.skip(f"not installed here: {' '.join(missing)}")
    configuration.write(system)
    return system


def test_each_template_is_read_by_a_process(system: System) -> None:
    used = {name for each in system.processes() for name in each.templates}
    there = {path.name for path in (DEPLOY / "templates").glob("*.j2")}
    on_real_hosts_alone = {"prometheus.yml.j2"}
    assert there == used | on_real_hosts_alone | {"supervisord.conf.j2"}


def test_every_commit_waits_for_a_second_machine(system: System) -> None:
    member = next(each for each in system.processes() if each.name == "patroni-db1")
    text = configuration.rendered(system, member)["patroni.yml"]
    assert re.search(r"^ +synchronous_mode: true$", text, re.MULTILINE)
    assert re.search(r'^ +synchronous_commit: "on"$', text, re.MULTILINE)


def test_the_proxy_leads_past_a_host_that_is_changed(system: System) -> None:
    drained = replace(system, drained=("web1",))
    proxy = next(each for each in system.processes() if each.name == PROXY)
    text = configuration.rendered(drained, proxy)["nginx.conf"]
    servers = re.findall(r"server (127\.0\.99\.2.):8080 [^;]*?( down)?;", text)
    assert servers == [("127.0.99.21", " down"), ("127.0.99.22", "")]


@AS_ROOT
def test_a_setting_may_have_a_space(written: System) -> None:
    spoken = replace(written, settings={"SUPPORT_PHONE": "0900 000 000"})
    configuration.write(spoken)
    web = next(each for each in spoken.processes() if each.name == "web-web1")
    assert configuration.settings_of(spoken, web)["SUPPORT_PHONE"] == "0900 000 000"


@AS_ROOT
def test_engines_read_their_configuration_again_instead_of_being_started(written: System) -> None:
    before = configuration.supervisor_file(written).read_text()
    pooler = next(each for each in written.processes() if each.name == "pgbouncer-web1")
    file = written.folder(pooler.name) / "pgbouncer.ini"
    file.chmod(0o600)
    file.write_text("; of an older release")
    assert configuration.has_other_files(written, pooler)
    configuration.write(written)
    assert not configuration.has_other_files(written, pooler)
    assert configuration.supervisor_file(written).read_text() == before


def test_an_ordinary_user_is_told_why_not() -> None:
    become = "import os; os.geteuid() or os.seteuid(65534)"
    script = f"from devstack.production.__main__ import main; {become}; main([])"
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "root" in told.stderr


@AS_ROOT
def test_secrets_are_read_by_their_process_alone(written: System) -> None:
    of_backups = {(written.secrets / name).read_text() for name in backups.PASSWORDS}
    secrets = {*configuration.passwords(written).values(), *of_backups}
    files = [path for path in written.place.rglob("*") if path.is_file()]
    holding = {path for path in files if any(each in path.read_text() for each in secrets)}
    assert {path.name for path in holding} == {
        *("passwords.json", "patroni.yml", "userlist.txt"),
        *("web-web1.url", "web-web2.url", "worker-web1.url", "backup.url"),
        *("web-web1-read.url", "web-web2-read.url"),
        *("pgbackrest.conf", *backups.PASSWORDS),
    }
    assert {oct(stat.S_IMODE(path.stat().st_mode)) for path in holding} == {"0o400"}


@AS_ROOT
@pytest.mark.parametrize(
    ("file", "check"),
    [
        ("haproxy-web1/haproxy.cfg", "/usr/sbin/haproxy -q -c -f"),
        ("nginx/nginx.conf", "/usr/sbin/nginx -q -t -c"),
        ("patroni-db1/patroni.yml", "/usr/bin/patroni --ignore-listen-port --validate-config"),
    ],
)
def test_programs_accept_their_configuration(written: System, file: str, check: str) -> None:
    command = [*check.split(), str(written.place / file)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    # nothing runs yet with which Patroni could speak
    assert [line for line in told.splitlines() if not line.endswith("is not reachable")] == []
