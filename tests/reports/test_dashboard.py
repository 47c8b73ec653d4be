"""The dashboard of leaders: its numbers, whose they are, and the dossiers behind each."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin

import pytest
from lxml import etree, html
from sqlalchemy import delete, func, select

from app.accounts.roles import Role
from app.dossiers.models.deadlines import Supplement
from app.dossiers.models.dossier import Channel, Dossier
from app.dossiers.workflow import State
from app.handoffs.workflow import LegAction
from app.kernel import clock
from app.kernel.audit.access_log import AccessEntry
from app.kernel.db import db
from app.organisation.models import Unit
from app.procedures.models.vocabulary import LegKind
from app.procedures.rules.procedure_finder import BIRTH
from app.reports.models.counts import CountingMark
from app.reports.operations import processing_statistics as counting
from app.reports.queries.dashboard import UnitFigures
from app.reports.views.dashboard import DashboardQuery, ranked
from app.reports.views.period_filter import MonthsQuery
from harness.stage.factories import ADossier, a_commune, row_cache
from harness.stage.factories import dossiers as walk
from harness.stage.factories.places import DONG_ANH
from harness.stage.start_tiles import rows_of
from tests.accounts.conftest import statements
from tests.handoffs.conftest import Desk, desk, leg_of
from tests.rollout import evidence

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("database")
PAGE = "/can-bo/bang-dieu-hanh/"


def of_every_kind(commune: Unit) -> None:
    """Dossiers in each state; one that is late, one that waits, legs, and a rehearsal."""
    row_cache.again(lambda: _walked(commune), of_every_kind, commune.id)


def _walked(commune: Unit) -> tuple[Dossier, ...]:
    each_state = tuple(ADossier(state, commune) for state in State)
    with clock.frozen(clock.at(date(2016, 11, 21), 9)):
        for day in (22, 25):
            dossier = ADossier(commune=commune, procedure=BIRTH)
            walk.accepted(dossier)
            if day == 25:
                continue
            walk.visited(dossier)
            walk.prepared(dossier)
            walk.proposed(dossier)
            with clock.frozen(clock.at(date(2016, 11, 25), 9)):
                walk.signed(dossier)
        police = leg_of(ADossier(State.AT_AGENCIES, commune), LegKind.POLICE)
        walk.move(police, LegAction.RECEIVE, Role.POLICE)
    ADossier(commune=commune, channel=Channel.ON_BEHALF)
    ADossier(State.READY, commune).is_rehearsal = True
    return each_state


def numbers(reader: Desk, address: str) -> dict[str, int]:
    """Each number of a page that is a link, by its address."""
    links = html.fromstring(reader.see(address)).xpath("//main//a[contains(@href, 'chi-tieu=')]")
    return {
        urljoin(PAGE, link.get("href")): int(link.text_content().replace(".", "")) for link in links
    }


@pytest.mark.parametrize("role", [Role.COMMUNE_LEADER, Role.DISTRICT_OFFICE, Role.CITY_JUSTICE])
def test_each_number_opens_as_many_dossiers(desk: Callable[..., Desk], role: Role) -> None:
    here, beside = a_commune(), a_commune(district=DONG_ANH)
    of_every_kind(here)
    of_every_kind(beside)
    counting.count_changes()
    reader = desk(role, here)
    found = numbers(reader, f"{PAGE}?tu=2016-01")
    assert len({re.sub(r"&.*", "", address) for address in found}) > 5
    for address, number in found.items():
        rows = rows_of(address, lambda each: html.fromstring(reader.see(each)))
        assert rows == number, address


@pytest.mark.parametrize(
    ("role", "number"),
    [(Role.COMMUNE_LEADER, 1), (Role.DISTRICT_LEADER, 2), (Role.CITY_JUSTICE, 3)],
)
def test_leaders_count_their_own_units(desk: Callable[..., Desk], role: Role, number: int) -> None:
    here, there = a_commune(), a_commune(district=DONG_ANH)
    near_by = a_commune(1)
    for commune in (here, near_by, there):
        ADossier(commune=commune)
    counting.count_changes()
    assert next(iter(numbers(desk(role, here), PAGE).values())) == number


def test_a_rehearsal_is_not_counted(desk: Callable[..., Desk]) -> None:
    here = a_commune()
    ADossier(commune=here)
    rehearsal = ADossier(commune=here)
    rehearsal.is_rehearsal = True
    db.session.flush()
    counting.count_changes()
    assert set(numbers(desk(Role.COMMUNE_LEADER, here), PAGE).values()) == {1}


def test_nothing_counted_yet_is_said_so(desk: Callable[..., Desk]) -> None:
    db.session.execute(delete(CountingMark))
    page = desk(Role.COMMUNE_LEADER).see(PAGE)
    assert "mc-empty" in page
    assert "mc-kpi" not in page


def test_another_unit_cannot_be_looked_into(desk: Callable[..., Desk]) -> None:
    here, there = a_commune(), a_commune(district=DONG_ANH)
    ADossier(commune=there)
    counting.count_changes()
    assert there.district is not None
    reader = desk(Role.DISTRICT_LEADER, here)
    assert reader.status(f"{PAGE}?xa={there.code}") == 404
    assert reader.status(f"{PAGE}ho-so/?chi-tieu=open&xa={there.code}") == 404
    below = reader.see(f"{PAGE}ho-so/?chi-tieu=open&huyen={there.district.code}")
    assert there.name.lower() not in below.lower()


@pytest.mark.parametrize(
    "typed",
    [
        *("", "?chi-tieu=x", "?chi-tieu=open&nhanh=x", "?chi-tieu=refused&nhanh=police"),
        *("?chi-tieu=received&tuan=2016-13-01", "?chi-tieu=received&tuan=9999-12-31"),
        "?chi-tieu=received&tuan=0001-01-01",
        *("?chi-tieu=open&ke-tu=hom-qua", "?chi-tieu=received&ke-tu=hom-kia"),
        *("?chi-tieu=measured", "?chi-tieu=received&cong-doan=accept"),
        *("?chi-tieu=measured&cong-doan=police", "?chi-tieu=received&nhanh=police&ke-tu=hom-qua"),
    ],
)
def test_a_figure_that_is_none_has_no_list(desk: Callable[..., Desk], typed: str) -> None:
    here = a_commune()
    ADossier(commune=here)
    counting.count_changes()
    assert desk(Role.COMMUNE_LEADER, here).status(f"{PAGE}ho-so/{typed}") == 404


def test_whoever_leads_nobody_has_no_dashboard(desk: Callable[..., Desk]) -> None:
    assert desk(Role.COMMUNE_RECEPTION).status(PAGE) in {302, 403}


def test_the_list_behind_a_number_is_written_down(desk: Callable[..., Desk]) -> None:
    here = a_commune()
    ADossier(commune=here)
    counting.count_changes()
    leader = desk(Role.COMMUNE_LEADER, here)
    leader.see(f"{PAGE}ho-so/?chi-tieu=received")
    looked = select(func.count()).where(AccessEntry.staff_id == leader.officer.staff.id)
    assert db.session.scalar(looked)


def test_leaders_reach_it_from_their_start_page(desk: Callable[..., Desk]) -> None:
    assert f'href="{PAGE}"' in desk(Role.DISTRICT_LEADER).see("/can-bo/").split("<main")[1]


@pytest.mark.parametrize("picture", ["tuan", "cong-doan"])
def test_a_chart_is_had_as_a_file(desk: Callable[..., Desk], picture: str) -> None:
    here = a_commune()
    ADossier(State.READY, here)
    counting.count_changes()
    answer = desk(Role.COMMUNE_LEADER, here).client.get(f"{PAGE}bieu-do.svg?hinh={picture}")
    assert answer.mimetype == "image/svg+xml"
    assert etree.fromstring(answer.data).tag == "{http://www.w3.org/2000/svg}svg"


def test_the_worst_come_first_and_the_best_last() -> None:
    units = [Unit(id=n, name=f"xã {n}") for n in range(1, 31)]
    figures = {unit.id: UnitFigures(in_time=unit.id, late=30 - unit.id) for unit in units}
    figures[30] = UnitFigures(in_time=1)
    asked = DashboardQuery(
        MonthsQuery(date(2016, 11, 1), date(2016, 11, 30), None), units, None, None, ()
    )
    found = ranked(asked, figures)
    assert [line.unit.id for line in found.worst] == [*range(1, 11)]
    assert [line.unit.id for line in found.best] == [*range(29, 19, -1)]
    assert [line.unit.id for line in found.too_few] == [30]


def test_the_page_takes_few_statements(app: Any, desk: Callable[..., Desk]) -> None:
    here = a_commune()
    of_every_kind(here)
    counting.count_changes()
    reader = desk(Role.CITY_JUSTICE)
    assert here.district is not None
    address = f"{PAGE}?huyen={here.district.code}"
    reader.see(address)
    with statements(app) as sent:
        reader.see(address)
    assert len(sent) <= 10


def test_a_week_opens_what_was_received_in_it(desk: Callable[..., Desk]) -> None:
    here = a_commune()
    for ago in (0, 7, 7):
        with clock.frozen(clock.now() - timedelta(days=ago)):
            ADossier(commune=here)
    counting.count_changes()
    reader = desk(Role.COMMUNE_LEADER, here)
    weeks = {name: n for name, n in numbers(reader, PAGE).items() if "tuan=" in name}
    assert sorted(set(weeks.values())) == [1, 2]
    for address, number in weeks.items():
        assert rows_of(address, lambda each: html.fromstring(reader.see(each))) == number


def test_what_happened_since_yesterday_opens_its_list(desk: Callable[..., Desk]) -> None:
    here = a_commune()
    of_every_kind(here)
    last_week = clock.now() - timedelta(days=7)
    with clock.frozen(last_week):
        earlier = [
            ADossier(state, here) for state in (State.RETURNED, State.REFUSED, State.SUBMITTED)
        ]
    asked_twice = ADossier(State.SUPPLEMENTING, here)
    repeated = asked_twice.supplements[0]
    db.session.add(
        Supplement(
            dossier_id=asked_twice.id,
            n=2,
            items=repeated.items,
            asked_at=clock.now(),
            until=repeated.until,
        )
    )
    asked_twice.supplements_asked = 2
    late = ADossier(State.ACCEPTED, here)
    late.due_at = clock.now() - timedelta(hours=1)
    settled = ADossier(State.RETURNED, here)
    settled.submitted_at = last_week
    db.session.flush()
    counting.count_changes()
    reader = desk(Role.COMMUNE_LEADER, here)
    found = {
        re.sub(r".*chi-tieu=(\w+).*", r"\1", address): (address, number)
        for address, number in numbers(reader, PAGE).items()
        if "ke-tu=hom-qua" in address
    }
    assert set(found) == {"received", "decided", "refused", "overdue", "supplemented"}
    for address, number in found.values():
        said = html.fromstring(reader.see(address)).text_content()
        assert rows_of(address, lambda each: html.fromstring(reader.see(each))) == number, address
        assert not [each for each in earlier if each.code in said]
    assert settled.code in html.fromstring(reader.see(found["decided"][0])).text_content()
    assert late.code in html.fromstring(reader.see(found["overdue"][0])).text_content()
    requests = html.fromstring(reader.see(found["supplemented"][0])).xpath("//main//tbody/tr")
    assert [asked_twice.code in row.text_content() for row in requests].count(True) == 2


def test_the_measured_of_each_stage_open_their_list(desk: Callable[..., Desk]) -> None:
    here = a_commune()
    of_every_kind(here)
    walk.answered(leg_of(ADossier(State.AT_AGENCIES, here), LegKind.POLICE))
    ADossier(State.RETURNED, here)
    counting.count_changes()
    reader = desk(Role.COMMUNE_LEADER, here)
    table = html.fromstring(reader.see(f"{PAGE}?tu=2016-01")).xpath(
        "//section[@aria-labelledby='cong-doan']//tbody/tr"
    )
    assert len(table) >= 5
    for row in table:
        (link,) = row.xpath(".//a")
        address = urljoin(PAGE, link.get("href"))
        rows = rows_of(address, lambda each: html.fromstring(reader.see(each)))
        assert rows == int(link.text_content()), address


@pytest.mark.parametrize("kind", [LegKind.POLICE, LegKind.INSURANCE])
def test_an_agency_counts_what_the_communes_of_its_district_sent(
    desk: Callable[..., Desk], kind: LegKind
) -> None:
    here, there = a_commune(), a_commune(district=DONG_ANH)
    for commune in (here, there):
        walk.move(leg_of(ADossier(State.AT_AGENCIES, commune), kind), LegAction.RECEIVE, Role(kind))
    walk.answered(leg_of(ADossier(State.AT_AGENCIES, here), kind))
    counting.count_changes()
    page = html.fromstring(desk(Role(kind), here).see(PAGE))
    (row,) = page.xpath("//main//tbody/tr")
    sent, _share, open_, late = (cell.text_content().strip() for cell in row.xpath("td")[1:])
    assert here.name.lower() in row.text_content().lower()
    assert (sent, open_, late) == ("2", "1", "0")


@pytest.mark.parametrize("kind", [LegKind.POLICE, LegKind.INSURANCE])
def test_each_number_of_an_agency_opens_as_many_files_without_a_name(
    desk: Callable[..., Desk], kind: LegKind
) -> None:
    here, there = a_commune(), a_commune(1)
    with clock.frozen(clock.at(date(2016, 11, 21), 9)):
        late = leg_of(ADossier(State.AT_AGENCIES, here), kind)
        walk.move(late, LegAction.RECEIVE, Role(kind))
        paused = leg_of(ADossier(State.AT_AGENCIES, there), kind)
        walk.move(paused, LegAction.RECEIVE, Role(kind))
        walk.move(paused, LegAction.ASK_COMPLETION, Role(kind), reason="Thiếu bản sao")
    sent = leg_of(ADossier(State.AT_AGENCIES, here), kind)
    answered = leg_of(ADossier(State.AT_AGENCIES, there), kind)
    walk.answered(answered)
    recalled = leg_of(ADossier(State.AT_AGENCIES, here), kind)
    walk.move(recalled, LegAction.RECALL, Role.COMMUNE_JUSTICE, reason="Gửi nhầm")
    leg_of(ADossier(State.AT_AGENCIES, here, is_rehearsal=True), kind)
    elsewhere = a_commune(district=DONG_ANH)
    leg_of(ADossier(State.AT_AGENCIES, elsewhere), kind)
    counting.count_changes()
    reader = desk(Role(kind), here)
    found = numbers(reader, f"{PAGE}?tu=2016-01")
    figures = {re.sub(r".*chi-tieu=(\w+).*", r"\1", address) for address in found}
    assert figures >= {"received", "open", "overdue", "paused", "in_time", "closed"}
    for address, number in found.items():
        assert rows_of(address, lambda each: html.fromstring(reader.see(each))) == number, address
    for figure, listed in (
        ("received", {sent.code, answered.code, recalled.code}),  # the others are of years ago
        ("open", {late.code, paused.code, sent.code}),
    ):
        (address,) = (each for each in found if figure in each and "xa=" not in each)
        page = reader.see(address)
        said = html.fromstring(page).text_content()
        for leg in (late, paused, sent, answered, recalled):
            assert (leg.code in said) is (leg.code in listed), (figure, leg.state)
            assert leg.subject_name not in page
    page = reader.see(f"{PAGE}lien-thong/?chi-tieu=received")
    assert f"/{recalled.id}" not in page
    assert reader.status(f"{PAGE}lien-thong/?chi-tieu=refused") == 404
    assert reader.status(f"{PAGE}lien-thong/?chi-tieu=open&xa={elsewhere.code}") == 404
    assert desk(Role.COMMUNE_LEADER, here).status(f"{PAGE}lien-thong/?chi-tieu=open") == 404


def test_who_leads_the_roll_out_sees_how_far_it_is_and_how_it_is_used(
    desk: Callable[..., Desk],
) -> None:
    here, beside = a_commune(), a_commune(district=DONG_ANH)
    evidence.everything(here)
    for commune, channel in ((here, Channel.SELF), (here, Channel.ASSISTED)):
        ADossier(State.RETURNED, commune, channel=channel)
    named = ADossier(State.ACCEPTED, beside)
    ADossier(State.ACCEPTED, beside, is_rehearsal=True)
    counting.count_changes()
    admin = desk(Role.CITY_ADMIN)
    page = html.fromstring(admin.see(PAGE))
    links = {
        link.get("href"): int(link.text_content().replace(".", ""))
        for link in page.xpath("//main//a[contains(@href, '/can-bo/san-sang/?')]")
    }
    assert len(links) > 8
    for address, number in links.items():
        found = rows_of(address, lambda each: html.fromstring(admin.see(each)))
        assert found == number, address
    tiles = [" ".join(each.text_content().split()) for each in page.xpath("//main//li")]
    assert "Tiếp nhận 3" in tiles
    assert any("Công dân tự nộp 67%" in each.replace(" %", "%") for each in tiles)
    rows = {
        row.xpath("td")[0].text_content().strip().lower(): [
            " ".join(cell.text_content().split()) for cell in row.xpath("td")[1:]
        ]
        for row in page.xpath("//section[@aria-labelledby='theo-huyen']//tbody/tr")
    }
    assert here.district is not None
    assert len(rows) == 18
    assert rows[here.district.name.lower()][1] == "2"
    (below,) = page.xpath(f"//main//a[contains(@href, 'huyen={here.district.code}&tu=')]/@href")
    assert here.name.lower() in admin.see(below).lower()
    assert named.applicant_name not in page.text_content()
    assert "chi-tieu=" not in etree.tostring(page).decode()
    assert desk(Role.DISTRICT_IT, here).status(PAGE) in {302, 403}


def test_requests_for_documents_are_counted_per_dossier(desk: Callable[..., Desk]) -> None:
    here = a_commune()
    for _each in range(3):
        ADossier(commune=here)
    ADossier(State.SUPPLEMENTING, here)
    counting.count_changes()
    said = " ".join(
        html.fromstring(desk(Role.COMMUNE_LEADER, here).see(PAGE)).text_content().split()
    )
    assert "số lượt yêu cầu mỗi hồ sơ: 0,25" in said
