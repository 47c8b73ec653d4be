"""Probes of each minute, with ports that are really open or dead, and what administrators see."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel as Filing
from app.kernel import clock, public_urls, retention
from app.kernel.db import db
from app.kernel.i18n.formatting import capitalize_first
from app.notifications.models.outbox import Channel
from app.notifications.operations import circuit_breaker
from app.notifications.operations.circuit_breaker import Health
from app.procedures.models.versions import Procedure
from app.reports.models.counts import CountCheck
from app.reports.models.service_levels import ProbeDay, ServiceOutage
from app.reports.operations import service_levels
from app.reports.queries.count_differences import Difference
from app.reports.queries.kept_counts import PROCEDURES
from app.reports.queries.processing_counts import Span
from app.reports.vocabulary import Probe, ProbeFault, ProcessingStage, StatisticsSubject
from config import Config, UnsafeSetting
from harness.stage.factories import AnOfficer, a_commune, browser_of
from harness.stage.factories.people import seat_of
from tests.accounts.conftest import statements

pytestmark = pytest.mark.usefixtures("database")

PAGE = "/can-bo/muc-san-sang/"
MINUTE = timedelta(minutes=1)
NOON = clock.at(clock.local(clock.real_now()).date() - timedelta(days=3), 12)


@pytest.fixture
def listening() -> Iterator[str]:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def dead() -> str:
    """A port that nobody listens on any more."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture(autouse=True)
def _nothing_configured_afterwards() -> Iterator[None]:
    yield
    service_levels.use(Config.from_environment({}))


def use(**settings: str) -> None:
    service_levels.use(Config.from_environment(settings))


def probe(fault: ProbeFault | None, at: datetime, what: Probe = Probe.WAN) -> None:
    service_levels.record({what: fault}, at)


def outages() -> list[tuple[Probe, ProbeFault, datetime, datetime | None]]:
    found = db.session.scalars(select(ServiceOutage).order_by(ServiceOutage.began_at))
    return [(each.probe, each.fault, each.began_at, each.ended_at) for each in found]


def counts(what: Probe) -> list[tuple[int, int]]:
    found = db.session.scalars(select(ProbeDay).filter_by(probe=what).order_by(ProbeDay.day))
    return [(each.made, each.failed) for each in found]


def page(app: Flask) -> str:
    client = browser_of(app, AnOfficer(Role.CITY_ADMIN, seat_of(Role.CITY_ADMIN, None)))
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_a_dead_port_is_a_fault_and_an_open_one_is_none(listening: str, dead: str) -> None:
    use(WAN_ADDRESS=listening, DATA_CENTRE_ADDRESS=dead)
    found = service_levels.measure()
    assert found[Probe.WAN] is None
    assert found[Probe.DATA_CENTRE] is ProbeFault.REFUSED


def test_a_web_server_that_starts_for_the_first_time_is_no_outage() -> None:
    probe(ProbeFault.REFUSED, NOON, Probe.SYSTEM)
    assert (counts(Probe.SYSTEM), outages()) == ([], [])
    probe(None, NOON + MINUTE, Probe.SYSTEM)
    probe(ProbeFault.REFUSED, NOON + 2 * MINUTE, Probe.SYSTEM)
    assert counts(Probe.SYSTEM) == [(2, 1)]
    assert len(outages()) == 1


def test_a_system_that_does_not_listen_at_its_address_is_a_fault(dead: str) -> None:
    before = public_urls.page("")
    public_urls.use(f"http://{dead}")
    try:
        assert service_levels.measure()[Probe.SYSTEM] is ProbeFault.REFUSED
    finally:
        public_urls.use(before)


def test_what_has_no_address_is_not_probed_and_the_page_says_so(app: Flask) -> None:
    use()
    assert set(service_levels.measure()) == {Probe.SYSTEM, Probe.DATABASE}
    assert "Không kiểm tra, vì chưa khai báo địa chỉ: Mạng diện rộng (WAN)" in page(app)


def test_a_gateway_that_refuses_messages_is_down_though_it_listens(listening: str) -> None:
    use(SMS="kannel", KANNEL_URL=f"http://{listening}/cgi-bin/sendsms")
    assert service_levels.measure()[Probe.SMS] is None
    for _time in range(3):
        circuit_breaker.record_failure(Channel.SMS, "busy")
    assert service_levels.measure()[Probe.SMS] is ProbeFault.SHUT
    circuit_breaker.record_success(Channel.SMS, Health(failures=3))
    assert service_levels.measure()[Probe.SMS] is None


def test_an_address_that_is_none_is_refused_at_the_start() -> None:
    with pytest.raises(UnsafeSetting, match="WAN_ADDRESS"):
        use(WAN_ADDRESS="https://wan.example/")


def test_an_outage_lasts_from_the_first_failure_to_the_next_answer() -> None:
    for n, fault in enumerate([None, ProbeFault.SILENT, ProbeFault.REFUSED, None, None]):
        probe(fault, NOON + n * MINUTE)
    assert outages() == [(Probe.WAN, ProbeFault.SILENT, NOON + MINUTE, NOON + 3 * MINUTE)]
    assert counts(Probe.WAN) == [(5, 2)]


def test_minutes_in_which_nobody_probed_count_against_the_system_over_midnight() -> None:
    evening = NOON.replace(hour=23, minute=57)
    probe(None, evening, Probe.DATABASE)
    probe(None, evening + 10 * MINUTE, Probe.DATABASE)
    # 23:57 answered, 23:58 and 23:59 missed; 00:00 to 00:06 missed, 00:07 answered
    assert counts(Probe.DATABASE) == [(3, 2), (8, 7)]
    assert outages() == [
        (Probe.DATABASE, ProbeFault.UNMEASURED, evening + MINUTE, evening + 10 * MINUTE)
    ]


def test_a_line_to_others_is_not_blamed_for_a_worker_that_stopped() -> None:
    probe(None, NOON)
    probe(None, NOON + 60 * MINUTE)
    assert counts(Probe.WAN) == [(2, 0)]
    assert outages() == []


def test_a_minute_that_is_left_out_is_no_outage() -> None:
    probe(None, NOON, Probe.SYSTEM)
    probe(None, NOON + 2 * MINUTE, Probe.SYSTEM)
    assert outages() == []


def test_one_failure_in_a_month_is_less_than_a_hundred_percent(app: Flask) -> None:
    db.session.add(ProbeDay(probe=Probe.WAN, day=NOON.date(), made=40_000, failed=1, last_at=NOON))
    probe(ProbeFault.REFUSED, NOON + MINUTE, Probe.DATA_CENTRE)
    seen = page(app)
    assert "99,99% 1 trên 40.000 lần kiểm tra không được trả lời" in seen
    assert "Chưa kết thúc" in seen


def test_the_page_asks_as_little_for_a_year_as_for_a_day(app: Flask) -> None:
    client = browser_of(app, AnOfficer(Role.CITY_ADMIN, seat_of(Role.CITY_ADMIN, None)))
    probe(ProbeFault.SILENT, NOON)
    client.get(PAGE)
    with statements(app) as few:
        client.get(PAGE)
    for day in range(1, 300):
        probe(ProbeFault.SILENT, NOON - timedelta(days=day))
        probe(None, NOON - timedelta(days=day) + MINUTE)
    with statements(app) as many:
        client.get(PAGE)
    assert len(many) == len(few)


def test_a_commune_has_no_such_page(app: Flask) -> None:
    client = browser_of(app, AnOfficer(Role.COMMUNE_LEADER, a_commune()))
    assert client.get(PAGE).status_code in {302, 403}


def test_after_four_hundred_days_the_lines_are_removed() -> None:
    old = clock.real_now() - timedelta(days=402)
    probe(ProbeFault.SILENT, old)
    probe(None, old + MINUTE)
    probe(None, NOON)
    db.session.flush()
    assert retention.run("service_levels") == 1
    assert outages() == []
    assert counts(Probe.WAN) == [(1, 0)]


def test_administrators_see_what_the_nightly_comparison_found(app: Flask) -> None:
    admin = browser_of(app, AnOfficer(Role.CITY_ADMIN))
    assert "02:47" in admin.get(PAGE).get_data(as_text=True)
    commune, day = a_commune(), date(2016, 11, 21)
    procedure = db.session.scalars(select(Procedure).order_by(Procedure.n).limit(1)).one()
    month = Span(commune.id, date(2016, 11, 1), date(2016, 11, 30))
    noted = [
        Difference(
            "daily_count",
            Span(commune.id, day, day),
            (StatisticsSubject.WHOLE,),
            {"received": 41, "late": 2},
            {"received": 1, "late": 2},
        ),
        Difference(
            "procedure_count",
            month,
            (str(procedure.id), Filing.FROM_PAPER),
            {},
            dict.fromkeys(PROCEDURES.numbers, 3),
        ),
        Difference(
            "stage_days", month, (ProcessingStage.POLICE, "4"), {"dossiers": 5}, {"dossiers": 6}
        ),
        Difference("daily_flow", Span(commune.id, day, day), (), {"settled": 1}, {"settled": 0}),
    ]
    compared = CountCheck(
        at=clock.now(), counted=12_345, differences=[each.as_noted() for each in noted]
    )
    db.session.add(compared)
    db.session.flush()
    page = html.fromstring(admin.get(PAGE).get_data(as_text=True))
    rows = [
        tuple(" ".join(cell.text_content().split()) for cell in row.xpath("td"))
        for row in page.xpath("//table[@aria-labelledby='doi-chieu']//tbody/tr")
    ]
    name = capitalize_first(commune.name)
    assert rows[0] == (name, "21/11/2016", "Hồ sơ", "Tiếp nhận", "41", "1")
    filed = [row for row in rows if row[2] == f"{procedure.name}, Nhập từ hồ sơ giấy"]
    assert len(filed) == len(PROCEDURES.numbers)
    assert {row[4:] for row in filed} == {("–", "3")}
    assert rows[-2][1:3] == ("01/11/2016 – 30/11/2016", "Công an huyện, 4 ngày làm việc")
    assert rows[-1][2:] == ("–", "Giải quyết trong ngày", "1", "0")
    assert "4 chênh lệch" in page.text_content()
    assert "12.345 dòng" in page.text_content()
    compared.differences = []
    db.session.flush()
    assert "0 chênh lệch" in admin.get(PAGE).get_data(as_text=True)
