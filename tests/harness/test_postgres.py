"""The embedded server: starts from nothing, survives a kill, is shared, leaves nothing running."""

from __future__ import annotations

import os
import signal
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from devstack.machine import ServerError
from devstack.postgres import Server
from harness.stage.databases import FAST_AND_FORGETFUL

SMALL = {**FAST_AND_FORGETFUL, "max_connections": "20", "shared_buffers": "16MB"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that an unprivileged server user can reach."""
    for parent in (tmp_path, *tmp_path.parents[:3]):
        if parent.stat().st_uid == os.geteuid():
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH | stat.S_IXGRP)
    return tmp_path / "pg"


def postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def rows(server: Server) -> int:
    with server.connect() as connection:
        row = connection.execute("select count(*) from kept").fetchone()
    assert row
    return int(row[0])


def test_the_server_is_seventeen_and_speaks_of_hanoi(folder: Path) -> None:
    server = Server(folder, SMALL)
    with server.lease(), server.connect() as connection:
        assert connection.info.server_version // 10000 == 17
        asked = "select upper('đường nguyễn'), extract(timezone from now())::int"
        assert connection.execute(asked).fetchone() == ("ĐƯỜNG NGUYỄN", 7 * 3600)
        listening = connection.execute("show listen_addresses").fetchone()
    assert listening == ("",)
    assert not server.is_running()


def test_data_outlive_a_kill_and_a_restart(folder: Path) -> None:
    server = Server(folder, {**SMALL, "fsync": "on", "synchronous_commit": "on"})
    with server.lease():
        with server.connect() as connection:
            connection.execute("create table kept as select generate_series(1, 1000)")
        os.kill(postmaster(server), signal.SIGKILL)
        server.start()
        assert rows(server) == 1000
    with server.lease():
        assert rows(server) == 1000


def test_four_who_come_at_once_share_one_server(folder: Path) -> None:
    """Threads instead of processes: a lease is a lock on a file that each opens separately."""
    together = threading.Barrier(4)

    def take(_number: int) -> int:
        server = Server(folder, SMALL)
        together.wait(30)
        with server.lease():
            pid = postmaster(server)
            together.wait(60)
        return pid

    with ThreadPoolExecutor(4) as people:
        assert len(set(people.map(take, range(4)))) == 1
    assert not Server(folder, SMALL).is_running()


def test_a_deep_folder_gets_a_short_socket(folder: Path) -> None:
    server = Server(folder / ("sâu" * 20) / ("hơn" * 20), SMALL)
    assert len(os.fsencode(server.sockets)) < 90
    with server.lease():
        assert server.is_running()
    server.sockets.rmdir()


def test_a_folder_with_blanks_and_accents_is_as_good(folder: Path) -> None:
    server = Server(folder / "một cửa" / "100% + a", SMALL)
    with server.lease():
        server.create_database("there")
        with psycopg.connect(server.url("postgres", "there").replace("+psycopg", "")) as connection:
            assert connection.info.dbname == "there"
    server.sockets.rmdir()


def test_passwords_are_for_the_owner_alone(folder: Path) -> None:
    server = Server(folder, SMALL)
    assert server.passwords == Server(folder, SMALL).passwords
    assert stat.S_IMODE((folder / "passwords.json").stat().st_mode) == 0o600
    assert len(set(server.passwords.values())) == len(server.passwords)


def test_data_of_another_version_are_left_alone(folder: Path) -> None:
    server = Server(folder, SMALL)
    with server.lease():
        pass
    (server.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(ServerError, match="PostgreSQL 17"):
        server.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has somebody else to be")
def test_root_runs_the_server_as_somebody_else(folder: Path) -> None:
    server = Server(folder, SMALL)
    with server.lease():
        assert server.data.stat().st_uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user reaches its own folders")
def test_root_keeps_the_data_where_the_server_can_reach_them(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o700)
    server = Server(folder, SMALL)
    assert server.home == Path("/var/lib/mot-cua") / server.home.name
    assert (folder / "DATA_LIES_ELSEWHERE").read_text().strip() == str(server.home)
    with server.lease():
        assert server.is_running()
    for path in sorted(server.home.rglob("*"), reverse=True):
        path.unlink() if path.is_symlink() or not path.is_dir() else path.rmdir()
    server.home.rmdir()
