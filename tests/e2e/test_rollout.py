"""A district prepares a commune's first day: list, classes, accounts, readiness."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.accounts.roles import Role
from app.kernel.db import db
from app.organisation.models import Unit, UnitKind
from app.rollout.models.account_rounds import AccountIssue, AccountRound
from app.rollout.models.readiness import SiteCheck, SiteCheckKind
from app.rollout.queries.staff_lists import places
from app.rollout.rules.role_words import role_words
from app.training.models.classes import TrainingClass
from demo.people import BEGINNING
from harness.stage.live import Live
from harness.stage.person import Person
from tests.e2e import account_activation, commune_readiness, training_class
from tests.e2e.conftest import Arrive
from tests.e2e.district_staff import (
    NUMBER,
    ROLE,
    UNIT,
    WRONG,
    Row,
    fill_in,
    people,
    reasons_in,
    with_mistakes,
)
from tests.e2e.training_class import ABSENT, choose

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LISTS = "/can-bo/danh-sach-can-bo"
HOME_CODE, HOME = "10357", "xã Viên An"
BEHIND = {
    Role.COMMUNE_LEADER: ABSENT,
    Role.COMMUNE_JUSTICE: ABSENT,
    Role.COMMUNE_LABOUR: 0,
    Role.DISTRICT_LEADER: 0,
    Role.DISTRICT_OFFICE: 0,
    Role.DISTRICT_IT: 0,
    Role.DISTRICT_JUSTICE: 0,
}
"""Who is trained behind the pages, and how many of them are absent."""
ACCOUNTS = 190
"""Of 215 people 30 were absent; police and insurance need no training. Five were ready before."""


@pytest.fixture
def behind(live: Live) -> Iterator[None]:
    """Bulk work behind the pages: 215 times the same click proves nothing."""
    with live.filler().app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("behind")
def test_a_district_brings_its_people_to_the_first_day_of_a_commune(
    somebody: Arrive, tmp_path: Path, files: dict[str, Path]
) -> None:
    rows = everybody()
    it_officer, city = somebody("cntt.unghoa"), somebody("quantri")
    register(it_officer, city, rows, tmp_path)
    train(it_officer, somebody(width=375))
    people, document = at_home(rows), account_activation.give_out(it_officer)
    assert given() == ACCOUNTS
    assert not account_activation.LINK.search("".join("".join(document).split()))
    receiver, leader, above = somebody(width=375), somebody(), somebody()
    for person, head, row in (
        (
            above,
            city,
            next(each for each in rows if each[ROLE] == role_words()[Role.DISTRICT_LEADER]),
        ),
        (leader, above, people[Role.COMMUNE_LEADER]),
        (receiver, leader, people[Role.COMMUNE_RECEPTION]),
    ):
        username = account_activation.username_of(row[NUMBER])
        link = account_activation.print_slip(head, username)
        account_activation.come_in(person, link, username)
    make_ready(it_officer, city, receiver, leader, files["sổ hộ khẩu"])
    citizen = somebody(width=375)
    citizen.open(f"/x/{HOME_CODE}")
    citizen.sees("Xã Viên An", "Khai sinh")


def register(officer: Person, city: Person, rows: list[Row], folder: Path) -> None:
    """The district's list: uploaded, corrected, submitted, returned once and approved."""
    address = start_a_list(officer)
    bring_in(officer, address, rows, folder)
    hand_in(officer, address)
    return_once(city, address)
    hand_in(officer, address)
    approve(city, address)


def train(officer: Person, learner: Person) -> None:
    """A class of receiving officers through its pages, the other courses behind them."""
    made = training_class.make_class(officer, Role.COMMUNE_RECEPTION)
    training_class.put_forward(officer, made)
    held = db.session.get_one(TrainingClass, made)
    away = training_class.absentees(held, ABSENT, HOME)
    first, second, third = [each for each in held.attendances if each not in away][:3]
    training_class.see_at_the_door(officer, made, first, second)
    training_class.see_the_others(held, "cntt.unghoa", away)
    training_class.write_paper(learner, training_class.give_out_papers(officer, made, third))
    training_class.pass_all(held)
    training_class.close_class(officer, made)
    for hall, (role, absent) in enumerate(BEHIND.items()):
        training_class.hold_class(role, "cntt.unghoa", hall, absent, HOME)


def make_ready(
    officer: Person, city: Person, receiver: Person, leader: Person, photo: Path
) -> None:
    """What the commune lacks is resolved; another keeps its blocker."""
    commune = db.session.scalars(select(Unit).where(Unit.code == HOME_CODE)).one()
    commune_readiness.shut(city, commune)
    commune_readiness.come_in_too(commune)
    commune_readiness.read_the_site(officer, commune)
    commune_readiness.rehearse(receiver, commune, commune_readiness.actors_of(commune))
    commune_readiness.hear(receiver, commune)
    commune_readiness.post_notice(receiver, commune, photo)
    commune_readiness.help_citizens(receiver, commune)
    commune_readiness.decide(leader, commune)
    commune_readiness.open_again(city, commune)
    city.open(f"{commune_readiness.READY}/xa/{commune.id}")
    city.resize(375)
    city.sees("100/100", "Sẵn sàng", "Đang mở", "Đồng ý mở")
    city.resize(1280)
    other = db.session.scalars(
        select(SiteCheck.unit_id).where(SiteCheck.kind == SiteCheckKind.SCANNER, ~SiteCheck.met)
    ).first()
    city.open(f"{commune_readiness.READY}/xa/{other}")
    city.sees("Trước hết: chưa có máy quét")
    city.does_not_see("100/100")
    city.open(f"{commune_readiness.READY}/")


def given() -> int:
    """How many accounts the newest round opened."""
    newest = select(AccountRound.id).order_by(AccountRound.id.desc()).limit(1).scalar_subquery()
    found = select(func.count()).select_from(AccountIssue).where(AccountIssue.round_id == newest)
    return db.session.scalar(found) or 0


def at_home(rows: list[Row]) -> dict[Role, Row]:
    """One person of each role in the commune of the story."""
    words = {word: role for role, word in role_words().items()}
    return {words[row[ROLE]]: row for row in reversed(rows) if row[UNIT].startswith(HOME_CODE)}


def everybody() -> list[Row]:
    """The 215 people of the district, as in the workbook."""
    district = db.session.scalars(
        select(Unit).where(Unit.kind == UnitKind.DISTRICT, Unit.code == BEGINNING)
    ).one()
    return people(places(district).own)


def start_a_list(officer: Person) -> str:
    """A further list of the second phase; its address."""
    officer.open(f"{LISTS}/list/")
    officer.press(officer.page.locator(f"a[href*='{LISTS}/add']").first)
    choose(officer, "unit", "huyện Ứng Hòa")
    choose(officer, "of_phase", "Giai đoạn II")
    officer.press("main form button[type=submit]")
    officer.open(f"{LISTS}/list/")
    officer.press(officer.page.locator(f"a[href*='{LISTS}/show/']").first)
    officer.sees("Giai đoạn II")
    return officer.path


def bring_in(officer: Person, address: str, rows: list[Row], folder: Path) -> None:
    """The file with 25 mistakes of ten kinds is validated; only the corrected one is written."""
    template = officer.fetch(f"{LISTS}/{address.rsplit('/', 1)[1]}/mau.xlsx")
    send(officer, address, fill_in(template, with_mistakes(rows), folder / "danh-sach.xlsx"))
    officer.sees("215 dòng")
    wrong = officer.page.locator("a[href*='loc=wrong']").first
    assert str(WRONG) in wrong.inner_text().split()
    officer.press(wrong)
    officer.resize(375)
    officer.resize(1280)
    marked = officer.fetch(
        officer.page.locator("a[href$='/loi.xlsx']").first.get_attribute("href") or ""
    )
    assert sum(reasons_in(marked).values()) == WRONG
    send(officer, address, fill_in(template, rows, folder / "danh-sach-da-sua.xlsx"))
    officer.press("form[action$='/ap-dung'] button")
    officer.sees("215")


def send(officer: Person, address: str, path: Path) -> None:
    officer.open(address)
    officer.press(officer.page.locator("a[href$='/tai-len']").first)
    officer.fill("file", path)
    officer.press(".mc-formbar button[type=submit]")


def hand_in(officer: Person, address: str) -> None:
    officer.open(address)
    officer.press("form:has(input[value=submit]) button[type=submit]")


def return_once(city: Person, address: str) -> None:
    """With a remark on the whole list, which the district reads."""
    city.open(address)
    city.press("a[href$='/quyet-dinh']")
    city.page.locator("[name=remarks]").fill("Đề nghị rà soát chức vụ của lãnh đạo các xã.")
    city.press("button[name=action][value=return]")


def approve(city: Person, address: str) -> None:
    city.open(address)
    city.press("a[href$='/quyet-dinh']")
    city.resize(375)
    city.resize(1280)
    city.press("button[name=action][value=approve]")
    city.sees("Đã duyệt")
