"""The page of the sandbox: who sees what would have been sent, and how much of it."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.notifications.models.gateway import ChannelHealth
from app.notifications.models.outbox import Channel, Message
from app.notifications.operations import outbox, sender
from app.notifications.operations.outbox import Recipient
from app.notifications.queries import PAGE_ROWS
from app.notifications.vocabulary import MessageKind
from harness.stage.databases import Database
from tests.accounts.conftest import Make, Open, Places
from tests.notifications.gateways import connected

PAGE = "/can-bo/thu-nghiem/tin-nhan/"
CODE = "000.15.17.H26-161118-0007"


@pytest.fixture
def message(database: Database) -> Message:
    """A message that went into the sandbox."""
    made = outbox.add_to_outbox(
        MessageKind.SUBMITTED,
        reader=Recipient(to="0912344127"),
        facts={"code": CODE, "unit": "xã Ba Trại"},
        about=uuid4(),
    )
    with clock.frozen(clock.at(clock.today() + timedelta(days=1), 10)):  # no quiet hour
        sender.send(Channel.SMS)
    assert made is not None
    return made


def test_who_reads_the_whole_city_sees_the_words_and_a_masked_number(
    places: Places, person: Make, browser: Open, message: Message
) -> None:
    reader = browser(person(Role.CITY_JUSTICE, places.department))

    page = reader.get(PAGE).text

    assert CODE in page
    assert "xa Ba Trai" in page
    assert "•••••4127" in page
    assert "0912344127" not in page
    assert "84912344127" not in page


@pytest.mark.parametrize("by_gateway", [True, False])
def test_a_code_that_went_to_a_telephone_is_read_by_nobody_else(
    places: Places, person: Make, browser: Open, database: Database, by_gateway: bool
) -> None:
    facts = {"number": "040712", "minutes": 10}
    reader = Recipient(to="0912344127")
    outbox.add_to_outbox(MessageKind.ONE_TIME_CODE, reader=reader, facts=facts, about=uuid4())
    with connected() if by_gateway else nullcontext():
        sender.send(Channel.SMS)

    page = browser(person(Role.CITY_JUSTICE, places.department)).get(PAGE).text

    assert "•••••4127" in page
    assert ("040712" in page) is not by_gateway


def test_the_administrator_sees_how_the_sending_goes_but_no_words(
    places: Places, person: Make, browser: Open, message: Message
) -> None:
    page = browser(person(Role.CITY_ADMIN, places.department)).get(PAGE).text

    assert "•••••4127" in page
    assert CODE not in page


@pytest.mark.parametrize("role", [Role.COMMUNE_RECEPTION, Role.COMMUNE_LEADER])
def test_a_commune_does_not_see_messages_of_other_communes(
    person: Make, browser: Open, message: Message, role: Role
) -> None:
    answer = browser(person(role)).get(PAGE)

    assert CODE not in answer.text
    assert "•••••4127" not in answer.text


def test_a_stranger_is_sent_to_the_door(client: FlaskClient, message: Message) -> None:
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("number", ["0", "-3", "x", "99999999999999999999"])
def test_a_page_that_does_not_exist_is_no_error(
    places: Places, person: Make, browser: Open, message: Message, number: str
) -> None:
    reader = browser(person(Role.CITY_JUSTICE, places.department))

    assert reader.get(PAGE, query_string={"trang": number}).status_code == 200


def test_older_messages_are_a_page_further(
    places: Places, person: Make, browser: Open, message: Message
) -> None:
    for _ in range(PAGE_ROWS):
        outbox.add_to_outbox(
            MessageKind.SUBMITTED,
            reader=Recipient(to="04 3825 1234"),
            facts={"code": CODE, "unit": "xã Ba Trại"},
            about=uuid4(),
        )
    reader = browser(person(Role.CITY_JUSTICE, places.department))

    assert "•••••4127" not in reader.get(PAGE).text
    assert "•••••4127" in reader.get(PAGE, query_string={"trang": 2}).text


def test_the_list_can_be_narrowed_to_what_did_not_arrive(
    places: Places, person: Make, browser: Open, message: Message
) -> None:
    outbox.add_to_outbox(
        MessageKind.SUBMITTED,
        reader=Recipient(to="04 3825 1234"),
        facts={"code": CODE, "unit": "xã Ba Trại"},
        about=uuid4(),
    )
    reader = browser(person(Role.CITY_JUSTICE, places.department))

    page = reader.get(PAGE, query_string={"tinh_trang": "permanent_failure"}).text

    assert "•••••1234" in page
    assert "•••••4127" not in page


def test_a_channel_that_is_shut_says_until_when_and_why(
    places: Places, person: Make, browser: Open, database: Database
) -> None:
    now = clock.real_now()
    db.session.add(
        ChannelHealth(
            channel=Channel.SMS,
            failures=5,
            shut_until=now + timedelta(minutes=5),
            last_failure_at=now,
            last_why="unreachable",
        )
    )
    db.session.flush()

    page = browser(person(Role.CITY_ADMIN, places.department)).get(PAGE).text

    assert "Tạm ngừng đến" in page
    assert "không kết nối được tổng đài" in page
