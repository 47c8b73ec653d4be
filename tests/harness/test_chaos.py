"""The checker of chaos runs finds what is lost, doubled or different; a small run loses nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import submission
from app.dossiers.workflow import State
from app.kernel.db import db, transaction
from app.kernel.files import storage
from app.kernel.files.folder import Folder
from app.kernel.text import phone_numbers
from app.procedures.rules.procedure_finder import BIRTH
from devstack.production import configuration, packages
from harness.chaos import checker
from harness.chaos.city import LIBFAKETIME, City
from harness.chaos.kills import FULL, FULL_SUBMISSIONS, plan
from harness.chaos.people import Seen
from harness.crash.citizens import WANTED, Citizen, a_photo
from harness.stage.databases import ROOT, Database
from harness.stage.factories import ADossier, ADraft, a_copy_of, stored

pytestmark = pytest.mark.slow
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="the parts run as users of their own: root")
_UNIQUE = (
    "select conname from pg_constraint where conrelid = 'register_entry'::regclass"
    " and contype = 'u' and pg_get_constraintdef(oid) like '%number%'"
)


@pytest.fixture
def family(app: Flask, committed: Database) -> Citizen:
    """One whose dossier with two photos was acknowledged, and whose receipt was handed over."""
    return a_family(1)


@pytest.fixture
def line(committed: Database) -> Iterator[psycopg.Connection[Any]]:
    """The owner, whom neither policies nor triggers stop."""
    with committed.connect() as connection:
        connection.execute("set session_replication_role = replica")
        yield connection


def test_what_is_stored_as_acknowledged_is_right(
    family: Citizen, line: psycopg.Connection[Any]
) -> None:
    verdict = judged(line, [family])
    assert (verdict.acknowledged, verdict.stored, verdict.faults) == (1, 1, {})


def test_a_lost_dossier_is_found(family: Citizen, line: psycopg.Connection[Any]) -> None:
    line.execute("delete from dossier")
    assert judged(line, [family]).faults["lost"] == 1


def test_a_dossier_under_another_code_is_found(
    family: Citizen, line: psycopg.Connection[Any]
) -> None:
    family.code = "000.00.00.H26-161118-0001"
    assert judged(line, [family]).faults == {"lost": 1}


def test_a_doubled_dossier_is_found(family: Citizen, line: psycopg.Connection[Any]) -> None:
    with transaction():
        a_copy_of(db.session.query(Dossier).one(), 1)
    assert judged(line, [family]).faults["duplicates"] == 1


def test_a_dossier_sent_by_a_wrong_clock_is_found(
    family: Citizen, line: psycopg.Connection[Any]
) -> None:
    line.execute("update dossier set submitted_at = submitted_at + interval '1 day'")
    assert judged(line, [family]).faults == {"wrong_times": 1}


def test_a_different_file_is_found(family: Citizen, line: psycopg.Connection[Any]) -> None:
    (key,) = line.execute("select storage_key from paper").fetchone() or ("",)
    one = Folder(storage.default_store().directory).path_of(key)
    one.write_bytes(one.read_bytes()[:-1])
    assert judged(line, [family]).faults == {"bad_files": 1}


def test_the_photo_of_somebody_else_is_found(
    family: Citizen, line: psycopg.Connection[Any]
) -> None:
    family.photos[WANTED[0]] = a_photo(99)
    assert judged(line, [family]).faults == {"bad_files": 1}


def test_a_receipt_that_no_telephone_got_is_found(
    family: Citizen, line: psycopg.Connection[Any]
) -> None:
    verdict = judged(line, [family], telephones={})
    assert verdict.faults == {"messages_missing": 1}


def test_a_message_handed_over_too_often_is_found(
    family: Citizen, line: psycopg.Connection[Any]
) -> None:
    verdict = judged(line, [family], handed_over={"report": 9})
    assert verdict.faults == {"message_attempts_over": 1}


def test_a_number_missing_in_a_book_is_found(app: Flask, line: psycopg.Connection[Any]) -> None:
    dossiers = [ADossier(State.READY, procedure=BIRTH) for _n in range(3)]
    signed = [each.id for each in dossiers]
    assert judged(line, [], signed=signed).faults == {}
    line.execute("delete from register_entry where number = 2")
    assert judged(line, [], signed=signed).faults == {
        "book_gaps": 1,
        "signatures_lost": 1,
    }


def test_a_number_given_twice_is_found(app: Flask, line: psycopg.Connection[Any]) -> None:
    for _n in range(3):
        ADossier(State.READY, procedure=BIRTH)
    for (name,) in line.execute(_UNIQUE).fetchall():
        line.execute(f"alter table register_entry drop constraint {name}".encode())
    line.execute("update register_entry set number = 2 where number = 3")
    assert checker.books(line) == (0, 1)


def test_every_kind_of_process_is_killed_in_a_small_run_and_often_in_a_full_one() -> None:
    assert set(plan(300)) == set(FULL)
    full = plan(FULL_SUBMISSIONS)
    least = {"web": 25, "worker": 8, "primary": 5, "etcd": 2}
    assert all(full.count(kind) >= many for kind, many in least.items())


@AS_ROOT
def test_every_process_but_the_proxy_runs_in_the_network_of_its_host(tmp_path: Path) -> None:
    if missing := packages.missing():
        pytest.skip(f"not installed here: {' '.join(missing)}")
    city = City(tmp_path, "127.0.99", 28443, "development", 2, {})
    configuration.write(city)
    programs = configuration.supervisor_file(city).read_text().split("[program:")[1:]
    there = {each.partition("]")[0]: "--net=/run/netns/" in each for each in programs}
    assert [name for name, has_network in there.items() if not has_network] == ["nginx"]
    member = next(each for each in programs if each.startswith("etcd-db2"))
    assert "nsenter --net=/run/netns/db2 /usr/bin/setpriv --reuid=etcd --regid=etcd" in member
    assert not any("\nuser = " in each for each in programs)


def test_pages_that_people_should_not_see_are_told() -> None:
    seen = Seen()
    seen.cut("citizen GET /", TimeoutError(), 30)
    assert seen.faults == ["citizen GET /: no answer in 30 s"]


@AS_ROOT
def test_three_hundred_dossiers_outlive_kills_full_disks_and_a_wrong_clock(place: Path) -> None:
    """``make chaos`` with fewer submissions and cuts; its mutants are found in the full run."""
    if missing := packages.missing():
        pytest.skip(f"not installed here: {' '.join(missing)}")
    if not can_make_hosts():
        pytest.skip("this machine allows no networks and disks of our own")
    part = [sys.executable, "-m", "harness.part", "chaos", "city"]
    ran = subprocess.run(
        [*part, "submissions=300", "cuts=disk_full_primary,clock_jump", "mutants=none"],
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(place)},
        capture_output=True,
        text=True,
        timeout=1200,  # messages that are missing are waited for
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-4000:]
    said = json.loads(ran.stdout.splitlines()[-1])
    assert (said["submitted"], said["acknowledged"], said["stored"]) == (300, 300, 300)
    assert (said["faults"], said["kills_left_out"]) == ([], 0)
    assert (said["lost"], said["duplicates"], said["bad_files"], said["book_gaps"]) == (0, 0, 0, 0)
    assert min(said[f"{kind}_kills"] for kind in ("web", "worker", "etcd")) > 0
    assert (said["primary_stops"], said["cuts"]) == (2, 2 if LIBFAKETIME.exists() else 1)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder into which the users of database and proxy can look."""
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def can_make_hosts() -> bool:
    """Whether there may be networks, and disks that are kept in files."""
    script = "ip link add hosts type bridge && losetup --find"
    own = ["unshare", "--net", "--mount", "--", "sh", "-c", script]
    tried = subprocess.run(own, capture_output=True, timeout=20, check=False)
    return tried.returncode == 0


def a_family(n: int) -> Citizen:
    phone = f"09{n:08d}"
    family = Citizen(0, n, None, phone, "", photos={key: a_photo(n) for key in WANTED})  # type: ignore[arg-type]
    with transaction():
        draft = ADraft(photos=False, applicant_phone=phone)
        for key in WANTED:
            submission.attach(draft, key, key, stored(family.photos[key]), f"{key}.jpg")
        dossier = submission.submit(draft, server_key="for tests alone")
        db.session.flush()
        family.code = dossier.code
    return family


def judged(
    line: psycopg.Connection[Any],
    people: list[Citizen],
    *,
    telephones: dict[str, int] | None = None,
    **more: Any,
) -> checker.Verdict:
    everybody = {str(phone_numbers.international(each.phone)): 1 for each in people}
    files = storage.default_store().directory
    taken = everybody if telephones is None else telephones
    return checker.judge(line, files, people, telephones=taken, **more)
