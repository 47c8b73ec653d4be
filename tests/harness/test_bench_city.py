"""The invented city is determined by the seed, and its lists use their indexes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import queries as accounts
from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import visibility
from app.kernel import clock
from app.kernel.db import db
from app.kernel.text.folding import fold
from demo import people
from devstack.postgres import Server
from harness.bench import bulk_load, city
from harness.bench.dossier_patterns import NUMBERED, Cutter, Pattern
from harness.bench.filing_plan import TODAY, plan
from harness.bench.forms import database_work
from harness.bench.pages import NOWHERE, pages_of, pages_of_others
from harness.bench.people import gather
from harness.bench.query_plans import planned
from harness.bench.readers import DESK, LIST, reader
from harness.bench.replays import Replay, own_statements
from harness.bench.running_cities import queries_of
from harness.stage import databases
from harness.stage.databases import Database

pytestmark = pytest.mark.slow

ROWS = 4_000
SOUGHT = ("subject_name=M%E1%BA%ABu", "subject_name=Loan", "subject_name=An", "code=-0007")
"""Common names, rare ones, short ones, the end of a code."""
READS = {
    Role.COMMUNE_RECEPTION: "motcua.kimchung",
    Role.COMMUNE_JUSTICE: "tuphap.kimchung",
    Role.COMMUNE_LEADER: "chutich.kimchung",
    Role.COMMUNE_LABOUR: "laodong.kimchung",
    Role.DISTRICT_LEADER: "lanhdao.donganh",
    Role.DISTRICT_OFFICE: "vanphong.donganh",
    Role.DISTRICT_JUSTICE: "phongtuphap.donganh",
    Role.CITY_JUSTICE: "sotuphap",
}
"""Users who see dossiers at all."""
LISTS = (
    DESK,
    f"{DESK}?hang=all",
    LIST,
    f"{LIST}?_oc_DossierView=submitted_at&_od_DossierView=asc",
    f"{LIST}?_oc_DossierView=due_at&_od_DossierView=asc",
    f"{LIST}?_oc_DossierView=due_at&_od_DossierView=desc",
    "/can-bo/",
)


def test_the_digits_of_a_place_inside_a_key_leave_the_key_whole() -> None:
    key = "b61c12c1-6e95-41b3-9a04-72a100475cde"
    town = city.Town(weight=1, words={}, places={"00475": "code"}, columns={})
    cutter = Cutter(town=town, day=date(2016, 11, 21), words={}, columns={})
    rows = [{"id": key, "name": "xã 00475"}]
    cutter.learn_keys({"paper": rows, "submission_key": []} | {table: [] for table in NUMBERED})
    assert list(cutter.cut("paper", rows)) == ["%(key)s0000\txã %(code)s\n"]


@pytest.fixture(scope="module")
def grown(server: Server) -> Iterator[Database]:
    """A small city over the demonstration."""
    template = databases.demo_template(server)
    with databases.copy_of(server, template, f"t_{os.getpid()}_city") as database:
        app = databases.filler_of(database)
        with app.app_context():
            city.staff_everywhere()
            db.session.remove()
            db.engine.dispose()
        bulk_load.load(database, ROWS, seed=1, processes=1)
        yield database


@pytest.fixture(scope="module")
def apps(grown: Database) -> Iterator[tuple[Flask, Flask]]:
    """The application with row-level security, and without."""
    found = databases.app_on(grown), databases.filler_of(grown)
    yield found
    for app in found:
        with app.app_context():
            db.engine.dispose()


def test_every_dossier_has_what_its_way_left_behind(grown: Database) -> None:
    with grown.connect() as connection:
        (counts,) = connection.execute(
            "select count(*), count(distinct code), count(distinct commune_id),"
            " count(*) filter (where not exists"
            "   (select from dossier_event e where e.dossier_id = d.id and e.target = d.state)),"
            " count(*) filter (where state = 'returned' and not is_rehearsal and not exists"
            "   (select from register_entry e where e.dossier_id = d.id))"
            " from dossier d"
        ).fetchall()
        told = connection.execute("select count(*) from paper where dossier_id is null").fetchall()
    many, codes, communes, without_event, without_entry = counts
    assert many >= ROWS
    assert codes == many
    assert communes > 350
    assert (without_event, without_entry, told[0][0]) == (0, 0, 0)


def test_the_same_seed_plans_the_same_city() -> None:
    days = [TODAY - timedelta(n) for n in range(4, 11)]
    patterns = [Pattern(day, n % 2 or None, n == 0, {}) for n, day in enumerate(days)]
    first, again, other = (plan(5_000, seed, [5, 1, 1], patterns) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    towns = [town for day in first for town in day.towns]
    assert len(towns) == 5_000
    assert 0.65 < towns.count(0) / 5_000 < 0.78


@pytest.mark.parametrize("role", READS)
def test_no_list_reads_all_dossiers(apps: tuple[Flask, Flask], role: Role) -> None:
    app, filler = apps
    who = reader(app, filler, READS[role])
    with app.app_context():
        engine = db.engine
    read_through = []
    sought = [f"{LIST}?_flt_0_{each}" for each in SOUGHT]
    further = f"{LIST}?_after_DossierView={who.dossiers[0]}"
    back = f"{LIST}?_before_DossierView={who.dossiers[0]}&_oc_DossierView=due_at"
    for address in (*LISTS, *sought, further, back, f"{back}&_od_DossierView=desc"):
        with planned(engine) as plans:
            assert who.browser.get(address).status_code == 200
        assert plans
        read_through += [address for each in plans if "dossier" in each.scanned()]
    assert read_through == []


@pytest.mark.parametrize("role", [Role.COMMUNE_RECEPTION, Role.DISTRICT_LEADER, Role.CITY_JUSTICE])
def test_a_name_is_found_by_its_index_within_reach(apps: tuple[Flask, Flask], role: Role) -> None:
    app, filler = apps
    who = reader(app, filler, READS[role])
    for typed in ("Loan Yến", "nguyễn", "mẫu", "yế", "%", "_a"):
        with filler.app_context():
            words = fold(typed)
            there = words if len(words) > 2 else f" {words}"
            named = (func.concat(" ", Dossier.subject_folded)).contains(there, autoescape=True)
            actor = accounts.actor_of(accounts.staff_of(READS[role]).id, clock.today())
            many = db.session.scalars(
                select(func.count()).select_from(Dossier).where(visibility.in_scope(actor), named)
            ).one()
        page = who.browser.get(f"{LIST}?_flt_0_subject_name={quote(typed)}").get_data(as_text=True)
        told = {0: "Không có bản ghi nào khớp", 1001: "Hơn 1.000 bản ghi", 2001: "Hơn 25 bản ghi"}
        most = 2001 if many > 2000 else 1001
        assert told.get(min(many, most), f"{many} bản ghi") in page


def test_a_scan_would_be_seen(apps: tuple[Flask, Flask]) -> None:
    _app, filler = apps
    with filler.app_context(), planned(db.engine) as plans:
        db.session.execute(db.text("select count(*) from dossier where answers ? 'nothing'"))
        db.session.remove()
    assert [each.scanned() for each in plans] == [frozenset({"dossier"})]


def test_a_replay_asks_what_only_its_page_asks(grown: Database, apps: tuple[Flask, Flask]) -> None:
    """Each page's own statements run behind row security, in the scope of the page's reader."""
    app, filler = apps
    people = gather(grown, app, filler, deep=100)
    every = (*pages_of(people, ROWS), *pages_of_others(people))
    with queries_of(grown) as line:
        for page in every:
            browser = app.test_client(use_cookies=False)
            headers = {"Cookie": page.cookie}
            assert browser.get(page.ours(0), headers=headers).status_code == 200, page.key
            assert browser.get(page.nowhere, headers=headers).status_code == 404, page.key
            own = own_statements(app, page)
            assert own.statements, page.key
            replay = Replay(page, line, own)
            replay.show(0)
            assert any(replay.rows), page.key


def test_work_of_the_database_is_counted(grown: Database, apps: tuple[Flask, Flask]) -> None:
    app, filler = apps
    people = gather(grown, app, filler, deep=100)
    pages = {page.key: page for page in pages_of(people, ROWS)}
    found = database_work(app, pages["list_officer"])
    assert 3 < found["statements"] < 20
    assert found["planning_ms"] > 0
    assert found["rows_read"] >= found["rows_found"] >= 25
    assert (
        database_work(app, replace(pages["list_officer"], ours=lambda _n: NOWHERE))["rows_read"]
        < found["rows_read"]
    )


def test_the_demonstration_has_the_readers() -> None:
    assert {seat.role for seat in (*people.OF_COMMUNE, *people.OF_DISTRICT, *people.OF_CITY)} >= {
        *READS
    }
