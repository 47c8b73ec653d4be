"""The morning digest: every officer with work gets it by the chosen channel, once a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.operations import digest
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db
from app.notifications.models.calls_and_preferences import DigestBy, NoticePreference
from app.notifications.models.outbox import Channel, Message
from app.notifications.operations import retention
from app.notifications.vocabulary import MessageKind
from app.organisation import queries as organisation
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune
from harness.stage.factories.people import Officer

MAIL = "can.bo@example.vn"


@pytest.fixture(autouse=True)
def morning(database: Database) -> Iterator[None]:
    """Half past seven of a working day."""
    day = organisation.calendar().next_working_day(clock.today())
    with clock.frozen(clock.at(day, 7, 30)):
        yield


def works(role: Role, by: DigestBy | None = None, phone: str | None = "0912344127") -> Officer:
    """A user in a role, with the chosen channel."""
    officer = AnOfficer(role, a_commune() if role.startswith("commune") else None, account=False)
    officer.staff.phone = phone
    if by is not None:
        email = MAIL if by is DigestBy.EMAIL else None
        db.session.add(
            NoticePreference(staff_id=officer.staff.id, digest_by=by, email=email, at=clock.now())
        )
    db.session.flush()
    return officer


def news_of(officer: Officer) -> list[Message]:
    """The digests of this user."""
    return list(db.session.scalars(select(Message).where(Message.subject_id == officer.staff.id)))


def test_whoever_chose_e_mail_reads_each_own_queue_with_its_link() -> None:
    ADossier(State.SUBMITTED)
    officer = works(Role.COMMUNE_RECEPTION, DigestBy.EMAIL)
    digest.tell()
    (message,) = news_of(officer)
    assert (message.channel, message.recipient, message.template) == (
        Channel.EMAIL,
        MAIL,
        MessageKind.MORNING,
    )
    (line,) = [line for line in message.facts["queues"].splitlines() if line.startswith("Mới")]
    assert line.startswith("Mới nộp: 1 http")
    assert line.endswith("/can-bo/mot-cua/?hang=new")


def test_whoever_chose_sms_reads_the_first_numbers() -> None:
    ADossier(State.SUBMITTED)
    officer = works(Role.COMMUNE_RECEPTION, DigestBy.SMS)
    digest.tell()
    (message,) = news_of(officer)
    assert (message.channel, message.template) == (Channel.SMS, MessageKind.MORNING)
    assert message.facts["first"].startswith("Mới nộp 1")


@pytest.mark.parametrize("by", [None, DigestBy.NOT])
def test_officer_who_chose_nothing_is_left_alone(by: DigestBy | None) -> None:
    ADossier(State.SUBMITTED)
    officer = works(Role.COMMUNE_RECEPTION, by)
    digest.tell()
    assert news_of(officer) == []


def test_leader_who_wants_nothing_is_left_alone_and_the_usual_one_is_told() -> None:
    ADossier(State.TO_SIGN)
    quiet, usual = works(Role.COMMUNE_LEADER, DigestBy.NOT), works(Role.COMMUNE_LEADER)
    digest.tell()
    assert news_of(quiet) == []
    assert [message.template for message in news_of(usual)] == [MessageKind.COMMUNE_DIGEST]


def test_empty_morning_brings_nothing() -> None:
    ADossier(State.TO_SIGN)  # not for reception
    officer = works(Role.COMMUNE_LABOUR, DigestBy.EMAIL)
    digest.tell()
    assert news_of(officer) == []


def test_one_message_a_day_however_often_the_job_runs() -> None:
    ADossier(State.SUBMITTED)
    officer = works(Role.COMMUNE_RECEPTION, DigestBy.EMAIL)
    digest.tell()
    digest.tell()
    assert len(news_of(officer)) == 1
    tomorrow = organisation.calendar().next_working_day(clock.today() + timedelta(days=1))
    with clock.frozen(clock.at(tomorrow, 7, 30)):
        digest.tell()
    assert len(news_of(officer)) == 2


def test_news_name_neither_people_nor_dossiers() -> None:
    dossier = ADossier(State.SUBMITTED)
    officer = works(Role.COMMUNE_RECEPTION, DigestBy.EMAIL)
    digest.tell()
    (message,) = news_of(officer)
    assert dossier.code not in str(message.facts)
    assert dossier.subject_name not in str(message.facts)
    assert dossier.applicant_name not in str(message.facts)


def test_queues_of_another_commune_are_not_counted() -> None:
    ADossier(State.SUBMITTED, commune=a_commune(1))
    officer = works(Role.COMMUNE_RECEPTION, DigestBy.EMAIL)
    digest.tell()
    assert news_of(officer) == []


def test_choice_of_whoever_left_is_removed_after_a_month() -> None:
    stays, left = (works(Role.COMMUNE_RECEPTION, DigestBy.EMAIL) for _each in range(2))
    today = clock.today()
    left.posting.during = type(left.posting.during)(left.posting.during.lower, today)
    db.session.flush()
    assert retention.purge_preferences(clock.now() - timedelta(days=1), 10).count == 0
    with clock.frozen(clock.now() + timedelta(days=31)):
        removed = retention.purge_preferences(clock.now() - timedelta(days=30), 10)
    assert removed.count == 1
    assert db.session.get(NoticePreference, stays.staff.id) is not None
