"""Rehearsals appear only in the practice space: every page, list, file, number and notice.

Real offices are read, then a commune rehearses everything, then they are read again: each response
must be the same. This tests the filters of queries alone, with row-level security off; row-level
security is tested separately.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import psycopg
import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import event, select

from app.accounts.roles import ROLES, Permission, Reach, Role
from app.dossiers.operations import digest, submission
from app.dossiers.queries import payments, queue_counts, queues, slips, team
from app.dossiers.workflow import State
from app.handoffs.models import Direction
from app.handoffs.operations import handover_sheets, reconciliation
from app.handoffs.queries import packets
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.notifications.models.outbox import Channel, Message
from app.notifications.operations import sender
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.registers.models.entries import RegisterKind
from app.registers.operations.registration import next_number
from app.reports.operations import processing_statistics as counting
from app.reports.queries import message_costs, processing_statistics
from devstack.postgres import Server
from harness.stage import databases
from harness.stage.application import at_work_in
from harness.stage.databases import Database
from harness.stage.factories import ADossier, ADraft, AnOfficer, Officer, a_commune, browser_of
from harness.stage.factories.dossiers import HOLDER
from harness.stage.world import Place, a_place, addresses, is_shut, seat
from tests.notifications.gateways import connected

pytestmark = pytest.mark.slow
LEAST_ASKED = 200
"""Minimum of responses that queried dossiers, or the run proves nothing."""
WRITTEN = (State.SUBMITTED, State.SUPPLEMENTING, State.TO_SIGN, State.AT_AGENCIES, State.RETURNED)
TABS = ("cho-nhan", "qua-han", "dang-giai-quyet", "xa-bo-sung", "da-tra-loi", "tat-ca")
MOVING = re.compile(
    r'nonce="[^"]*"|name="csrf_token"[^>]*>|data-csrf="[^"]*"|\b\d\d:\d\d(:\d\d)?\b|value="I[\w.-]{60,}"'
)
"""What differs between two equal responses."""
TOUCHED = re.compile(
    r"\b(dossier|dossier_event|draft|paper|fee|fee_move|leg|packet|handover|handover_sheet"
    r"|reconciliation|slip|register_entry|register_book"
    r"|message|call_task|commune_transfer|population_lookup"
    r"|duplicate_candidate)\b"
)
"""Tables with rows of rehearsals: a page that queries none of them cannot show one."""
ON_PURPOSE = "mc_rehearsals("
"""Responsible users see how far each commune has rehearsed: times and a code."""
UNSURE_OF_CITY = frozenset({
    "dossier_event", "paper", "fee", "answers_revision", "deadline_pause",
    "deadline_extension", "supplement_request", "promise_change", "submission_key",
    "custody_move", "dossier_note", "edit_lock",
    "duplicate_candidate", "duplicate_check", "dossier_person", "packet", "handover_sheet_line",
    "delivery_attempt",
})  # fmt: skip
"""Tables that a city-wide reader sees only through their dossier."""


Asked = Iterable[tuple[Role, str]]
ASKING = (
    Role.COMMUNE_RECEPTION, Role.CITY_JUSTICE, Role.POLICE, Role.COMMUNE_JUSTICE,
    Role.COMMUNE_LEADER, Role.DISTRICT_JUSTICE, Role.INSURANCE, Role.COMMUNE_LABOUR,
    Role.DISTRICT_LEADER, Role.DISTRICT_OFFICE, Role.CITY_ADMIN, Role.DISTRICT_IT,
)  # fmt: skip
OF_EACH_ROLE = frozenset({"/can-bo", "/can-bo/", "/can-bo/mot-cua", "/can-bo/mot-cua/"})
"""Pages with counts of the role's own work."""
DOSSIERS_AS_EXCEL = "/can-bo/ho-so/list/xlsx"
"""Excel and CSV are written from the same rows: one list is requested as both."""
QUEUES = ("all", "new", "waiting", "to_sign", "agencies", "to_return", "late")


@dataclass
class Told:
    """The responses, by role and URL, that queried dossiers."""

    said: dict[tuple[Role, str], bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Office:
    """A commune with its officers, and those above it."""

    place: Place
    officers: dict[Role, Officer]
    database: Database
    line: psycopg.Connection[Any]
    commune_id: int
    city: Actor
    """The city-wide reader."""

    @contextmanager
    def without_the_wall(self) -> Iterator[None]:
        """Row-level security off: only the queries' own filters apply."""
        found = self.line.execute(b"select relname from pg_class where relrowsecurity").fetchall()
        for (table,) in found:
            self.line.execute(f"alter table {table} disable row level security".encode())
        yield
        for (table,) in found:
            self.line.execute(f"alter table {table} enable row level security".encode())


@pytest.fixture(scope="module")
def office(app: Flask, server: Server, template: str) -> Iterator[Office]:
    name = f"t_{os.getpid()}_practice"
    with (
        databases.copy_of(server, template, name) as database,
        app.app_context(),
        at_work_in(database),
        database.connect() as line,
    ):
        with transaction():
            place = a_place(a_commune(), "Ánh Thật", (State.SUBMITTED, State.AT_AGENCIES))
            officers = {
                role: AnOfficer(role, seat(role, place.unit), name="Ai Đó") for role in Role
            }
        city = officers[Role.CITY_JUSTICE].actor
        yield Office(place, officers, database, line, place.unit.id, city)


def rehearsed(office: Office) -> list[str]:
    """All rehearsals the commune can do; returns the codes."""
    commune = office.place.unit
    with transaction():
        made = [
            ADossier(state, commune, is_rehearsal=True, applicant_phone="02433862345")
            for state in WRITTEN
        ]
        ADraft(commune, is_rehearsal=True)
        legs = [leg for each in made for leg in packets.of_dossier(each.id)]
        sent = [leg.id for leg in legs if leg.sent_at and not leg.closed_at]
        actor = replace(office.officers[Role.COMMUNE_JUSTICE].actor, is_rehearsal=True)
        handover_sheets.draw_up(sent[:1], Direction.OUT, actor=actor, base_url="http://localhost/")
        return [dossier.code for dossier in made]


# ---- responses -----------------------------------------------------------------------------------


def asked(app: Flask, office: Office) -> Iterator[tuple[Role, str]]:
    """Every URL, by one role of each reach that may open it, and searches of lists."""
    told: set[tuple[Any, ...]] = set()
    for role in ASKING:
        found = [
            address
            for rule, address in addresses(app, office.place, "GET", role=role)
            if not is_shut(app, rule, role)
            and (not address.endswith("/xlsx") or address == DOSSIERS_AS_EXCEL)
        ]
        if Permission("can_read", "Desk") in ROLES[role].may:
            found += [f"/can-bo/mot-cua/?hang={queue}" for queue in QUEUES]
            found += [f"/can-bo/mot-cua/?hang=all&tim={word}" for word in ("TD-", "Mẫu")]
        if role in HOLDER.values():
            found += [f"/can-bo/ho-so-lien-thong/?muc={tab}" for tab in TABS]
        for address in found:
            reach = ROLES[role].reads, seat(role, office.place.unit).id, address
            if address in OF_EACH_ROLE or reach not in told:
                told.add(reach)
                yield role, address
    db.session.rollback()


def walk(app: Flask, office: Office, clients: dict[Role, FlaskClient], wanted: Asked) -> Told:
    """Ask what is wanted; a page that asked no table of dossiers is not asked for others again."""
    office.line.execute(  # grows with each access
        b"set session_replication_role = replica; truncate access_entry restart identity;"
        b" set session_replication_role = origin"
    )
    office.line.execute(b"delete from procrastinate_jobs where status = 'todo'")
    told, statements, dull = Told(), list[str](), set[str]()

    def note(_line: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    for role, address in wanted:
        if address in dull:
            continue
        with clients[role].session_transaction() as kept:
            kept.pop("_flashes", None)  # of a page that is not requested the second time
        statements.clear()
        answer = clients[role].get(address, buffered=True)
        told.said[role, address] = spoken(answer.mimetype or "", answer.get_data())
        on_purpose = any(ON_PURPOSE in each for each in statements)
        if on_purpose or not any(TOUCHED.search(each) for each in statements):
            dull.add(address)
    event.remove(db.engine, "before_cursor_execute", note)
    for key in [key for key in told.said if key[1] in dull]:
        del told.said[key]
    return told


def spoken(kind: str, body: bytes) -> bytes:
    """The content of a response, without what changes each time."""
    if body[:2] == b"PK":
        with ZipFile(BytesIO(body)) as whole:
            names = sorted(name for name in whole.namelist() if "docProps" not in name)
            return b"\n".join(whole.read(name) for name in names)
    if body[:4] == b"%PDF":
        pages = PdfReader(BytesIO(body)).pages
        return MOVING.sub("", "\n".join(page.extract_text() for page in pages)).encode()
    return MOVING.sub("", body.decode()).encode() if kind.startswith("text/") else body


# ---- counts --------------------------------------------------------------------------------------


def numbers(app: Flask, office: Office) -> dict[str, Any]:
    """Everything that is counted, reckoned and told by work without an actor; nothing is kept."""
    with app.app_context():  # a session of its own, which some jobs empty
        return counted_for(office, organisation.unit(office.commune_id))


def counted_for(office: Office, commune: Unit) -> dict[str, Any]:
    today = clock.today()
    first = today - timedelta(days=40)
    found: dict[str, Any] = {
        "queues": queue_counts.counts_by_commune(tuple(queues.Queue)),
        "costs": sorted(map(repr, message_costs.spent(office.city, first, today))),
        "register": [each.code for each in slips.accepted_in(commune.id, first, today)],
        "till": payments.cash_rows(commune.id, today, today),
        "held": payments.till(commune.id, today, today).closing(),
        "loads": team.loads({commune.id}),
        "slips": rows(office, "select kind, year, last from slip_counter order by 1, 2"),
    }
    with undone():
        counting.count_changes()
        settled = processing_statistics.settled(office.city, first, today)
        found["settled"] = sorted(map(repr, settled))
        found["code"] = submission.next_code(commune)
        found["birth"] = next_number(commune.id, RegisterKind.BIRTH, today.year)
        reconciliation.keep_all(clock.now())
        found["evening"] = db.session.execute(
            select(reconciliation.Reconciliation.counts, reconciliation.Reconciliation.differences)
        ).all()
        digest.tell()
        told = (
            select(Message)
            .where(Message.idempotency_key.startswith("digest:"))
            .order_by(Message.idempotency_key)
        )
        found["morning"] = [(each.idempotency_key, each.facts) for each in db.session.scalars(told)]
    return found


@contextmanager
def undone() -> Iterator[None]:
    """What the block writes is rolled back."""
    with db.session.begin_nested() as savepoint:
        yield
        savepoint.rollback()
    db.session.rollback()


def rows(office: Office, query: str) -> list[Any]:
    return office.line.execute(query.encode()).fetchall()


# ---- row-level security --------------------------------------------------------------------------


def shown(app: Flask, office: Office, tokens: dict[Role, str]) -> dict[Role, dict[str, int]]:
    """How many rows of each table the database shows to each role outside of the space."""
    tables = rows(
        office,
        "select relname from pg_class where relrowsecurity"
        " and has_table_privilege('mc_web', oid, 'select')"
        " and relname <> 'access_entry' order by relname",
    )
    counts = " union all ".join(f"select '{table}', count(*) from {table}" for (table,) in tables)
    told = {}
    for role, token in tokens.items():
        with app.app_context(), app.test_request_context("/can-bo/"):
            session["_user_id"] = token
            told[role] = dict(db.session.execute(db.text(counts)).all())
    return told


# ---- the proof ----------------------------------------------------------------------------------


def test_rehearsals_are_nowhere_but_in_the_practice_space(app: Flask, office: Office) -> None:
    clients = {role: browser_of(app, officer) for role, officer in office.officers.items()}
    with office.without_the_wall():
        counted, told = numbers(app, office), walk(app, office, clients, [*asked(app, office)])
    codes = rehearsed(office)
    assert len(codes) == len(WRITTEN)
    with office.without_the_wall():
        assert numbers(app, office) == counted
        again = walk(app, office, clients, told.said)
    assert [key for key in told.said if told.said[key] != again.said.get(key)] == []
    assert len(told.said) > LEAST_ASKED


def test_the_wall_shows_rehearsals_to_nobody(app: Flask, office: Office) -> None:
    tokens = {role: token_in(browser_of(app, each)) for role, each in office.officers.items()}
    behind = shown(app, office, tokens)
    rehearsed(office)
    after = shown(app, office, tokens)
    for role, counts in behind.items():
        unsure = UNSURE_OF_CITY if ROLES[role].reads is Reach.CITY else frozenset()
        differing = {table for table in counts if counts[table] != after[role][table]}
        assert differing <= unsure, role


def test_no_gateway_is_given_what_a_rehearsal_tells(office: Office) -> None:
    rehearsed(office)
    by_day = clock.at(clock.today() + timedelta(days=1), 10)
    with connected(Channel.SMS) as gateway, clock.frozen(by_day):
        sender.send(Channel.SMS)
    about = {each.id: each for each in db.session.scalars(select(Message))}
    assert [each.is_rehearsal for each in about.values()].count(True) >= len(WRITTEN)
    assert not [sent for sent in gateway.seen if about[sent.id].is_rehearsal]
    assert gateway.seen


def token_in(client: FlaskClient) -> str:
    with client.session_transaction() as kept:
        return str(kept["_user_id"])
