"""Clicks, keys and scrolls for sixty dossiers, before and now.

Before is the same working day at commit 0c9a2ec, measured once (``before.json``).
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from playwright.sync_api import sync_playwright
from sqlalchemy import update

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from demo import people
from harness.desk.mouse_and_keyboard import MouseAndKeyboard
from harness.desk.working_day import TASKS, work_through
from harness.stage import databases, primary_buttons, start_tiles
from harness.stage.application import Client, own_application
from harness.stage.factories import ADossier
from harness.stage.factories.dossiers import visited
from harness.stage.live import CHROMIUM
from harness.stage.running_system import System, a_system
from harness.stage.visitor import Account

BEFORE = Path(__file__).with_name("before.json")
WIDTH, HEIGHT = 1280, 800
LONGEST_MS = 120_000
"""Clicks are counted, not seconds."""
STANDS = {
    "accept": State.SUBMITTED,
    "supplement": State.SUBMITTED,
    "visit": State.ACCEPTED,
    "prepare": State.ACCEPTED,
    "return": State.READY,
}
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi")
GIVEN = ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Lan", "Mai")
WORK = {
    Role.COMMUNE_JUSTICE: ("prepare",),
    Role.COMMUNE_RECEPTION: ("accept", "supplement", "visit", "return"),
}


def _families() -> Iterator[dict[str, Any]]:
    """Families that no search for duplicates takes for one another."""
    for n, (family, given) in enumerate(itertools.product(SURNAMES, GIVEN)):
        yield {
            "child_name": f"{family} Mẫu {given} {GIVEN[n % 7]}",
            "applicant_name": f"{SURNAMES[n % 7]} Thị Mẫu {given}",
            "applicant_id": f"0123{n:05d}",
            "father_name": f"{family} Văn Mẫu {GIVEN[n % 5]}",
        }


FAMILIES = _families()


def measure() -> dict[str, int]:
    """The working day of two officers of one commune."""
    now = {"dossiers": 0, "clicks": 0, "keys": 0, "scrolls": 0}
    with a_system(*WORK) as system:
        tiles = _tiles(system)
        for role, names in WORK.items():
            _bring_in(system, names)
            officer = _day(system, role, names, now)
            now["clicks"] += officer.clicks
            now["keys"] += officer.keys
            now["scrolls"] += officer.scrolls
    before = json.loads(BEFORE.read_text())
    earlier = {f"{name}_before": before[name] for name in ("clicks", "keys", "scrolls")}
    return now | earlier | _pages() | tiles


def _pages() -> dict[str, int]:
    """One primary button for each state and role."""
    with own_application("desk") as (app, _database):
        app.test_client_class = Client
        seen = list(primary_buttons.walked(app))
    for each in seen:
        if not each.is_right:
            click.echo(f"{each.state} for {each.role}: {each.primaries}, due {each.due}")
    return primary_buttons.figures(seen)


def _tiles(system: System) -> dict[str, int]:
    """The tiles of each account of the demonstration beside the lists that they open."""
    with databases.filler_of(system.database).app_context():
        accounts = [Account(*found[:3]) for found in people.accounts()]
        db.session.remove()
        db.engine.dispose()
    tiles = start_tiles.visit(system.address, accounts)
    for tile in tiles:
        if not tile.is_right:
            click.echo(tile)
    return {key: n for key, n in start_tiles.figures(tiles).items() if key != "accounts"}


def _bring_in(system: System, names: tuple[str, ...]) -> None:
    """The dossiers of one officer, each where its task finds it."""
    with databases.filler_of(system.database).app_context():
        clock.pretend_today_is(databases.day_of(system.database))
        for name in names:
            for _n in range(TASKS[name][2]):
                dossier = ADossier(STANDS[name], **next(FAMILIES))
                if name == "visit":
                    _comes_today(dossier)
                if name == "prepare":
                    with transaction():
                        visited(db.session.get_one(Dossier, dossier.id))
        db.session.remove()
        db.engine.dispose()


def _comes_today(dossier: Dossier) -> None:
    with transaction():
        today = update(Dossier).where(Dossier.id == dossier.id)
        db.session.execute(today.values(visit_at=clock.now()))


def _day(
    system: System, role: Role, names: tuple[str, ...], so_far: dict[str, int]
) -> MouseAndKeyboard:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
        cookie = {"name": "mot_cua", "value": system.cookies[role], "url": system.address}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.set_default_timeout(LONGEST_MS)
        page.goto(f"{system.address}/can-bo/mot-cua/")
        officer = MouseAndKeyboard(page)
        so_far["dossiers"] += work_through(officer, *names)
        browser.close()
    return officer
