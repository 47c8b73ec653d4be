"""What the playbook lays on the machines: complete, private, and the same when it is run again."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.production_checks import STRONG_WAYS_IN
from config import ROOT, Config
from devstack import launch
from harness import deployment
from harness.stage.live import free_port, within

pytestmark = [
    pytest.mark.skipif(not deployment.is_possible(), reason="no ansible-core here"),
    pytest.mark.slow,
]
UNITS = "etc/systemd/system"
PROCESSES = ("web", "worker", "metrics", "database")
LAID = ("--limit", "mc1,mc3")
"""Together they have every role; the playbook as a whole: ``PARTS=playbook``."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two machines of three, laid once."""
    folder = tmp_path_factory.mktemp("machines")
    deployment.play(folder, *LAID)
    yield folder
    shutil.rmtree(folder)


def _settings(place: Path, process: str) -> dict[str, str]:
    """The environment of a process, its files found where they were laid."""
    root = deployment.laid(place, "mc1")
    words = shlex.split((root / f"etc/mot-cua/{process}/application.env").read_text())
    env = dict(word.split("=", 1) for word in words)
    return {k: f"{root}{v}" if k.endswith("_FILE") else v for k, v in env.items()}


def _keys(place: Path) -> list[str]:
    """Every secret, line by line, so that a part of a key is found too."""
    files = [path for path in (place / "secrets").rglob("*") if path.is_file()]
    lines = [line for path in files for line in path.read_text().splitlines()]
    return [line for line in lines if len(line) > 16 and "-----" not in line]


def test_a_second_run_changes_nothing(place: Path) -> None:
    assert deployment.play(place, *LAID, "--check", "--diff") == {"mc1": 0, "mc3": 0}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_each_unit_is_hardly_exposed(place: Path) -> None:
    found = deployment.exposures(place)
    assert len(found) == len(list((ROOT / "deploy/templates/units").glob("*.service.j2")))
    assert {unit: level for unit, level in found.items() if level > 2.0} == {}


@pytest.mark.parametrize("process", PROCESSES)
def test_each_process_has_the_settings_that_production_asks_for(place: Path, process: str) -> None:
    config = Config.from_environment(_settings(place, process))
    assert config.production
    assert config.notices.kannel_password


def test_no_serving_process_knows_a_strong_way_in(place: Path) -> None:
    for process in ("web", "worker", "metrics"):
        assert not set(STRONG_WAYS_IN) & _settings(place, process).keys()


def test_a_process_sees_the_settings_of_no_other(place: Path) -> None:
    for process in PROCESSES:
        unit = deployment.laid(place, "mc1") / UNITS / f"mot-cua-{process}.service"
        lines = unit.read_text().splitlines()
        assert "TemporaryFileSystem=/etc/mot-cua:ro" in lines
        seen = [line for line in lines if line.startswith("BindReadOnlyPaths=")]
        assert seen == [f"BindReadOnlyPaths=/etc/mot-cua/{process}"]


def test_secrets_are_in_files_that_one_user_reads(place: Path) -> None:
    keys = _keys(place)
    assert len(keys) > 12
    telling = [
        path
        for path in (place / "root").rglob("*")
        if path.is_file() and any(key in path.read_text() for key in keys)
    ]
    assert len(telling) > 20
    assert [path for path in telling if path.stat().st_mode & 0o777 != 0o400] == []
    assert [path for path in telling if "systemd" in path.parts] == []


def test_only_the_worker_and_its_figures_see_every_row(place: Path) -> None:
    passwords = place / "secrets" / "passwords"
    root = deployment.laid(place, "mc1") / "etc/mot-cua"
    for process, role in (("web", "mc_web"), ("worker", "mc_worker"), ("metrics", "mc_worker")):
        said = (root / process / "pgpass").read_text().strip()
        assert said == f"*:*:*:{role}:{(passwords / role).read_text().strip()}"
        assert f"//{role}@" in (root / process / "database.url").read_text()


def test_the_web_processes_run_as_they_do_everywhere(place: Path) -> None:
    unit = (deployment.laid(place, "mc1") / UNITS / "mot-cua-web.service").read_text()
    (started,) = (line for line in unit.splitlines() if line.startswith("ExecStart="))
    python, _m, *command = shlex.split(started.removeprefix("ExecStart="))
    assert python == "/opt/mot-cua/current/.venv/bin/python"
    here = launch.web_command(Config.from_environment({"HOST": "10.20.0.11"}))
    at = here.index("--bind")  # systemd holds the socket
    assert command == here[:at] + here[at + 2 :]


JOURNALS = "/usr/lib/systemd/systemd-journal-"


@pytest.mark.skipif(not Path(f"{JOURNALS}remote").exists(), reason="no systemd-journal-remote here")
def test_every_machine_sends_its_journal_to_the_one_that_watches(
    place: Path, tmp_path: Path
) -> None:
    sender, receiver = _started(place, "mc1", "upload"), _started(place, "mc3", "remote")
    socket = deployment.laid(place, "mc3") / f"{UNITS}/systemd-journal-remote.socket.d/mot-cua.conf"
    assert sender[-1] == "--url=http://10.20.0.13:19532"
    assert "\nListenStream=\nListenStream=10.20.0.13:19532\n" in socket.read_text()

    moment = f"__REALTIME_TIMESTAMP={time.time_ns() // 1000}\n__MONOTONIC_TIMESTAMP=1000\n"
    boot = "0123456789abcdef" * 2
    (tmp_path / "lines").write_text(f"{moment}_BOOT_ID={boot}\nMESSAGE=x1\n\n")
    there, here = tmp_path / "there", tmp_path / "here"
    for folder in (there, here):
        folder.mkdir()
    journal, address = str(there / "system.journal"), f"127.0.0.1:{free_port()}"
    subprocess.run([receiver[0], "-o", journal, str(tmp_path / "lines")], check=True)
    kept = [f"--output={here}/" if part.startswith("--output=") else part for part in receiver]
    kept[kept.index("--listen-http=-3")] = f"--listen-http={address}"
    with subprocess.Popen(kept) as receiving:
        once = [f"--url=http://{address}", f"--directory={there}", "--follow=no"]
        sent = ["timeout", "20", *sender[:-1], *once]
        sent[sent.index("--save-state")] = f"--save-state={tmp_path / 'state'}"
        assert within(60, lambda: subprocess.run(sent, check=False).returncode == 0)
        receiving.terminate()
    shown = ["journalctl", f"--directory={here}", "-o", "cat", "--no-pager"]
    assert subprocess.run(shown, capture_output=True, text=True, check=True).stdout == "x1\n"


def _started(place: Path, machine: str, what: str) -> list[str]:
    """The command of one of the two services of journals."""
    unit = (
        deployment.laid(place, machine) / f"{UNITS}/systemd-journal-{what}.service.d/mot-cua.conf"
    )
    *_emptied, command = [
        line for line in unit.read_text().splitlines() if line.startswith("ExecStart=")
    ]
    return shlex.split(command.removeprefix("ExecStart="))


def test_each_template_is_used(place: Path) -> None:
    books = [*ROOT.glob("deploy/*.yml"), *ROOT.glob("deploy/roles/*/*/*.yml")]
    said = " ".join(path.read_text() for path in books)
    said += " ".join(path.read_text() for path in ROOT.glob("deploy/templates/units/*.j2"))
    names = {
        path.name.removesuffix(".j2")
        for path in ROOT.glob("deploy/templates/**/*.j2")
        if path.name != "supervisord.conf.j2"
    }
    assert {name for name in names if name.removeprefix("mot-cua-") not in said} <= {
        "mot-cua-web.service",
        "mot-cua-worker.service",
        "mot-cua-metrics.service",
        "mot-cua-database.service",
    }


def test_a_new_password_reaches_everybody_who_signs_in_with_it(place: Path) -> None:
    root, kept = deployment.laid(place, "mc1") / "etc/mot-cua", place / "secrets/passwords/mc_web"
    before = kept.read_text().strip()
    deployment.play(place, *LAID, "-e", "role=mc_web", book="rotate.yml")
    after = kept.read_text().strip()
    assert after != before
    assert (root / "web/pgpass").read_text() == f"*:*:*:mc_web:{after}\n"
    assert f'"mc_web" "{after}"\n' in (root / "pgbouncer/userlist.txt").read_text()
    assert "mc_worker" in (root / "worker/pgpass").read_text()
    deployment.play(place, *LAID)
    assert not [path for path in root.rglob("*") if path.is_file() and before in path.read_text()]
