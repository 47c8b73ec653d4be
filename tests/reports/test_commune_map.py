"""The map of communes: each figure is the counted one, and stays with those who may see it."""

from __future__ import annotations

import csv
import re
from datetime import date
from html import unescape
from io import StringIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation.models import Unit, UnitKind
from app.organisation.queries import DATA
from app.reports.models.counts import MonthlyCount
from app.reports.operations import processing_statistics as counting
from app.reports.queries.map_shapes import COMMUNES, DISTRICTS, shapes
from app.reports.rules import MapFigure, MapSteps
from app.reports.views.map_picture import COLOURS
from app.reports.vocabulary import MapMeasure, StatisticsSubject
from app.rollout.queries import readiness_board
from harness.stage.databases import ROOT
from harness.stage.factories import ADossier, AnOfficer, Officer, a_commune, browser_of
from harness.stage.factories.places import DONG_ANH
from harness.stage.factories.workbooks import rows_of
from tests.accounts.conftest import statements

pytestmark = pytest.mark.usefixtures("database")
PAGE = "/can-bo/ban-do/"
CANARY = 7531
"""Dossiers of a commune in another district: as 7531 or 7.531 it would show wherever it leaks."""


def count(commune: Unit, received: int, **more: int) -> None:
    """The kept counts of this month, as the worker writes them."""
    numbers = dict.fromkeys(
        ("in_time", "late", "closed", "running", "overdue", "paused", "days", "measured"), 0
    )
    month = clock.today().replace(day=1)
    whole = StatisticsSubject.WHOLE
    row = MonthlyCount(
        commune_id=commune.id, month=month, part=whole, received=received, **{**numbers, **more}
    )
    db.session.add(row)
    db.session.flush()


def page(app: Flask, officer: Officer, query: str = "") -> str:
    answer = browser_of(app, officer).get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def drawn(text: str) -> dict[str, str]:
    """Name and value of each commune of the picture, by its code."""
    return dict(re.findall(r'#c(\d+)"><title>([^<]+)</title>', text))


def file(app: Flask, officer: Officer, kind: str, query: str = "") -> str:
    answer = browser_of(app, officer).get(f"{PAGE}tai-ve.{kind}{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def table(text: str) -> dict[str, list[str]]:
    """The rows of a CSV by code, from the phase on."""
    rows = list(csv.reader(StringIO(text.lstrip("\ufeff"))))
    return {row[0].lstrip("'"): row[3:] for row in rows[1:]}


def codes(district: str = "") -> set[str]:
    with (DATA / "communes_2016.csv").open(encoding="utf-8", newline="") as rows:
        return {
            row["code"] for row in csv.DictReader(rows) if district in {"", row["district_code"]}
        }


# ---- shapes --------------------------------------------------------------------------------------


def test_every_commune_and_district_has_a_shape() -> None:
    assert set(shapes(COMMUNES)) == {f"c{code}" for code in codes()}
    assert len(codes()) == 416
    known = db.session.scalars(select(Unit.code).where(Unit.kind == UnitKind.DISTRICT))
    assert {key for key in shapes(DISTRICTS) if key[0] == "d"} == {f"d{code}" for code in known}


def test_a_commune_lies_within_its_district() -> None:
    rows = csv.DictReader((DATA / "communes_2016.csv").read_text(encoding="utf-8").splitlines())
    for row in rows:
        own = shapes(COMMUNES)[f"c{row['code']}"]
        around = shapes(DISTRICTS)[f"d{row['district_code']}"].box
        assert around.left <= own.box.left < own.box.right <= around.right, row
        assert around.top <= own.box.top < own.box.bottom <= around.bottom, row
        assert own.box.holds(own.x, own.y)


def test_shapes_and_page_are_light(app: Flask) -> None:
    browser = browser_of(app, AnOfficer(Role.CITY_JUSTICE))
    text = browser.get(PAGE).get_data(as_text=True)
    assert len(text.encode()) < 300_000
    weights = []
    for address in sorted(set(re.findall(r'href="(/static/map/[^#"]+)#', text))):
        answer = browser.get(address, headers={"Accept-Encoding": "gzip"})
        assert "immutable" in answer.headers["Cache-Control"]
        weights.append(len(answer.get_data()))
    assert len(weights) == 2
    assert sum(weights) < 120_000


# ---- figures -------------------------------------------------------------------------------------


def test_picture_table_and_files_say_what_was_counted(app: Flask) -> None:
    here, beside, far = a_commune(), a_commune(1), a_commune(district=DONG_ANH)
    for commune, many in ((here, 3), (beside, 1), (far, 2)):
        for _each in range(many):
            ADossier(State.ACCEPTED, commune)
    ADossier(State.ACCEPTED, here, is_rehearsal=True)
    counting.count_changes()
    counted = dict(
        iter(
            db.session.execute(
                select(Unit.code, func.sum(MonthlyCount.received))
                .join(Unit, MonthlyCount.commune_id == Unit.id)
                .where(MonthlyCount.part == StatisticsSubject.WHOLE)
                .group_by(Unit.code)
            )
        )
    )
    assert counted == {here.code: 3, beside.code: 1, far.code: 2}
    for role in (Role.CITY_JUSTICE, Role.CITY_ADMIN):
        officer = AnOfficer(role)
        text = page(app, officer)
        said = drawn(text)
        assert said.keys() == codes()
        for code, words in said.items():
            assert words.endswith(f": {counted.get(code, 0)}"), words
        assert re.search(r'id="h271".*?data-label="Số hồ sơ tiếp nhận">4<', text, re.S)
        for rows in (
            {code: row[1] for code, row in table(file(app, officer, "csv")).items()},
            {
                row[0]: str(row[4])
                for row in rows_of(browser_of(app, officer).get(f"{PAGE}tai-ve.xlsx"))
            },
        ):
            assert {code: int(n) for code, n in rows.items() if n != "0"} == counted
        picture = file(app, officer, "svg")
        assert f'id="c{here.code}"' in picture
        assert drawn(text)[here.code] in picture


def test_shares_say_of_how_many_and_are_rounded_down(app: Flask) -> None:
    here, beside = a_commune(), a_commune(1)
    count(here, 9, in_time=5, late=1, overdue=3)
    count(beside, 4)
    officer = AnOfficer(Role.CITY_JUSTICE)
    said = drawn(page(app, officer, "?chi_tieu=dung-han&huyen=271"))
    assert said[here.code].endswith(": 83,3% (5/6)")
    assert said[beside.code].endswith(": chưa có số liệu")
    assert table(file(app, officer, "csv", "?chi_tieu=dung-han"))[here.code] == [
        "1",
        "83.3",
        "5",
        "6",
    ]
    assert drawn(page(app, officer, "?chi_tieu=qua-han&huyen=271"))[here.code].endswith(": 3")


def test_own_filing_is_a_share_of_what_was_received(app: Flask) -> None:
    commune = a_commune()
    for _each in range(2):
        ADossier(State.ACCEPTED, commune)
    counting.count_changes()
    said = drawn(page(app, AnOfficer(Role.CITY_ADMIN), "?chi_tieu=tu-nop&huyen=271"))
    assert said[commune.code].endswith(": 100,0% (2/2)")


def test_readiness_is_that_of_the_board(app: Flask) -> None:
    said = drawn(page(app, AnOfficer(Role.CITY_ADMIN), "?chi_tieu=san-sang"))
    board = readiness_board.board(Actor(staff_id=None, city=True), clock.today())
    assert len(board.standings) == len(said)
    for each in board.standings:
        assert said[each.unit.code].endswith(f": {each.readiness.score}")


def test_opening_has_its_day(app: Flask) -> None:
    with clock.frozen(clock.at(date(2016, 11, 21), 9)):
        text = page(app, AnOfficer(Role.CITY_ADMIN), "?chi_tieu=mo")
    said = drawn(text)
    assert said[a_commune().code].endswith(": mở từ ngày 10/11/2016")
    assert said[a_commune(district="269").code].endswith(": sẽ mở ngày 15/12/2016")
    assert re.search(r'id="h271".*?>31/31 xã đã mở<', text, re.S)


# ---- who sees what -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.DISTRICT_LEADER, Role.DISTRICT_JUSTICE, Role.DISTRICT_IT])
def test_a_district_sees_nothing_of_another(app: Flask, role: Role) -> None:
    own, other = a_commune(), a_commune(district=DONG_ANH)
    count(own, 2)
    count(other, CANARY, in_time=CANARY, overdue=CANARY)
    officer = AnOfficer(role)
    for measure in MapMeasure:
        query = f"?chi_tieu={measure}&huyen={DONG_ANH}&bang=xa"
        answers = [page(app, officer, query)] + [
            file(app, officer, kind, query) for kind in ("csv", "svg")
        ]
        assert drawn(answers[0]).keys() == codes("271")
        assert table(answers[1]).keys() == codes("271")
        for text in answers:
            for secret in ("7531", "7.531", other.code, other.name):
                assert not re.search(rf"(?<![\d.]){re.escape(secret)}(?!\d)", text), (
                    measure,
                    secret,
                )
    assert drawn(page(app, officer))[own.code].endswith(": 2")


def test_the_map_is_closed_to_communes_and_agencies(app: Flask) -> None:
    for role in (Role.COMMUNE_LEADER, Role.COMMUNE_RECEPTION, Role.POLICE):
        assert browser_of(app, AnOfficer(role)).get(PAGE).status_code in {302, 403, 404}


def test_without_the_roll_out_only_what_is_left_is_offered(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for endpoint in ("Readiness.board", "RolloutResults.table"):
        monkeypatch.delitem(app.view_functions, endpoint)
    leader, admin = AnOfficer(Role.CITY_JUSTICE), AnOfficer(Role.CITY_ADMIN)
    count(a_commune(), CANARY)
    assert 'value="san-sang"' not in page(app, leader)
    assert "7.531" in page(app, leader)
    text = page(app, admin, "?chi_tieu=tiep-nhan")
    assert "7.531" not in text
    assert re.findall(r'<option value="([a-z-]+)"', text)[:1] == ["mo"]


# ---- without script ------------------------------------------------------------------------------


def test_every_commune_of_the_picture_leads_to_its_row(app: Flask) -> None:
    text = page(app, AnOfficer(Role.DISTRICT_LEADER))
    links = re.findall(r'<a class="m\w" href="#(x\d+)"', text)
    assert {f"x{code}" for code in codes("271")} == set(links)
    for key in links:
        assert f'<tr id="{key}">' in text


@pytest.mark.parametrize(
    "role", [Role.CITY_ADMIN, Role.CITY_JUSTICE, Role.DISTRICT_LEADER, Role.DISTRICT_IT]
)
def test_each_line_leads_to_what_is_behind_it(app: Flask, role: Role) -> None:
    officer = AnOfficer(role)
    for measure in MapMeasure:
        for query in (f"?chi_tieu={measure}", f"?chi_tieu={measure}&bang=xa"):
            found = re.findall(r'class="mc-key"><a href="([^"]+)"', page(app, officer, query))
            assert len(found) in {18, 31, 50}
            answer = browser_of(app, officer).get(unescape(found[0]))
            assert answer.status_code == 200, (measure, found[0])


def test_every_district_of_the_picture_can_be_drawn_large(app: Flask) -> None:
    officer = AnOfficer(Role.CITY_JUSTICE)
    text = page(app, officer, "?chi_tieu=mo")
    links = re.findall(r'<a href="([^"]+huyen=\d+)"\s+aria-label="[^"]+">\s+<g', text)
    assert len(links) == 18
    assert drawn(page(app, officer, "?chi_tieu=mo&huyen=269")).keys() == codes("269")


def test_all_communes_are_listed_in_pages_the_worst_first(app: Flask) -> None:
    officer, best = AnOfficer(Role.CITY_JUSTICE), a_commune()
    count(best, 5)
    listed = [
        key
        for n in range(1, 10)
        for key in re.findall(r'<tr id="x(\d+)">', page(app, officer, f"?bang=xa&trang={n}"))
    ]
    assert sorted(listed) == sorted(codes())
    assert listed[-1] == best.code


def test_the_page_takes_few_statements(app: Flask) -> None:
    browser = browser_of(app, AnOfficer(Role.CITY_JUSTICE))
    browser.get(PAGE)
    for measure in MapMeasure:
        with statements(app) as sent:
            browser.get(f"{PAGE}?chi_tieu={measure}")
        assert len(sent) <= 10, (measure, sent)


# ---- steps ---------------------------------------------------------------------------------------


def test_counts_are_parted_into_five_of_about_the_same_size() -> None:
    figures = [MapFigure(n) for n in [0, 0, *range(1, 11)]]
    steps = MapSteps.of(MapMeasure.RECEIVED, figures)
    assert [steps.step(each) for each in figures] == [*"00", *"1122334455"]


def test_fewer_values_than_steps_use_both_ends() -> None:
    figures = [MapFigure(1), MapFigure(1), MapFigure(8)]
    steps = MapSteps.of(MapMeasure.LATE, figures)
    assert [steps.step(each) for each in figures] == ["1", "1", "5"]
    assert MapSteps.of(MapMeasure.LATE, figures[:1]).step(figures[0]) == "3"
    assert MapSteps.of(MapMeasure.LATE, []).step(MapFigure()) == "0"


def test_shares_have_the_same_steps_in_every_month() -> None:
    steps = MapSteps.of(MapMeasure.ON_TIME, [])
    shown = {part: steps.step(MapFigure(part, 1000)) for part in (0, 799, 800, 979, 980, 1000)}
    assert shown == {0: "1", 799: "1", 800: "2", 979: "4", 980: "5", 1000: "5"}
    assert steps.step(MapFigure()) == "x"


def test_the_colours_of_the_file_are_those_of_the_page() -> None:
    tokens = (ROOT / "app/static/css/tokens.css").read_text()
    assert dict(re.findall(r"--map-(\d): (#\w+);", tokens)) == {
        step: colour for step, colour in COLOURS.items() if step.isdigit()
    }
