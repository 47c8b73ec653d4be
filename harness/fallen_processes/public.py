"""A fallen ``mc_public``: no dossier is opened, with the server's key, codes and keys in hand.

A dossier counts as opened when one row of it is visible, or when any function answers with its
door. Only what is typed by its citizen, or sent to the telephone, opens it.
"""

from __future__ import annotations

import hmac
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from secrets import token_bytes
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg

from app.dossiers import rules
from app.dossiers.models.one_time_codes import CodePurpose, OneTimeCode
from app.dossiers.operations import one_time_codes
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.security import encryption
from harness.stage.application import own_application
from harness.stage.databases import Database
from harness.stage.factories import ADossier, ADraft, a_copy_of
from harness.stage.factories.dossiers import SERVER_KEY

TELEPHONES, CODES = 10, 300
"""So many dossiers have a code sent to their telephone; so many guesses at each."""
SEEN = (
    "select id from dossier",
    "select dossier_id from dossier_event",
    "select dossier_id from submission_key",
    "select dossier_id from answers_revision",
)
NOTE = "select mc_note_code_try(%s, %s)"

Line = psycopg.Connection[Any]
Sent = tuple[str, Any]
Opened = dict[UUID, str]
"""Which dossiers, and by what."""


class Victim(NamedTuple):
    """A dossier of somebody else: what the process may know of it."""

    id: UUID
    code: str


class OwnDraft(NamedTuple):
    """A draft that the process has begun itself."""

    id: UUID
    token: bytes


def measure(dossiers: int = 1000) -> dict[str, Any]:
    with own_application("fallen_public") as (_app, database):
        tried, opened = attack(database, dossiers)
    sys.stderr.writelines(f"{key} is opened by {how}\n" for key, how in opened.items())
    return {"public_tried": tried, "public_opened": len(opened)}


def attack(database: Database, dossiers: int) -> tuple[int, Opened]:
    """Try everything at so many dossiers; the number of tries and what was opened by what."""
    victims, draft = world(dossiers)
    theirs = {victim.id for victim in victims}
    tried, opened = 0, Opened()
    with database.connect("mc_public") as line:
        for victim in victims:
            for statement, values in (*_doors(victim), *_calls(victim), *_rows(victim, draft)):
                tried += 1
                for key in _try(line, statement, values, victim, draft) & theirs:
                    opened[key] = statement
        for victim in victims[:TELEPHONES]:
            tried += 2 * CODES + 1
            opened |= dict.fromkeys(_guess_codes(line, victim), "guessed codes")
    return tried, opened


def world(dossiers: int) -> tuple[list[Victim], OwnDraft]:
    """So many dossiers of others, the first of them with a receipt and a telephone."""
    first = [ADossier() for _n in range(min(TELEPHONES, dossiers))]
    own = ADraft(photos=False)
    token = token_bytes(32)
    with transaction():
        more = [a_copy_of(first[0], n) for n in range(dossiers - len(first))]
        db.session.flush()
        own.secret_hash = sha256(token).digest()
        found = [Victim(each.id, each.code) for each in (*first, *more)]
        draft = OwnDraft(own.id, token)
    db.session.remove()
    return found, draft


def _doors(victim: Victim) -> Iterator[Sent]:
    """Doors of the own making, with every key that the process holds."""
    now = int(time.time() * 1000)
    enter = "select mc_enter(%s, '', null, '', %s, %s)"
    for key in (SERVER_KEY.encode(), *(key.encode() for key in encryption.keys("door"))):
        for words in (b"door " + victim.id.bytes, f"door {now}/{victim.id}/".encode()):
            seal = hmac.digest(key, words, "sha256").hex()
            for door in (seal, f"{now}.{seal}"):
                yield enter, (clock.today(), victim.id, door)
    for odd in (None, "", ".", f"{now}.", f"{now}.{'0' * 64}"):
        yield enter, (clock.today(), victim.id, odd)


def _calls(victim: Victim) -> Iterator[Sent]:
    """The functions that open a dossier, with guesses."""
    for secret in ("", None, rules.secret_of(victim.id, SERVER_KEY)):
        yield "select id from mc_open_dossier(%s, %s)", (victim.code, secret)
    for key in (victim.id, uuid4(), None):
        yield "select id from mc_open_receipt(%s)", (key,)
    yield "select mc_new_door(%s)", (victim.id,)
    yield "select mc_door(%s, 1)", (victim.id,)
    yield "select mc_replace_secret(%s, %s, 'AAAAAAAA')", (uuid4(), victim.id)
    yield "select dossier from mc_redeem_code(%s, %s)", (victim.id, b"\0")
    yield "select mc_pass_on(%s, %s)", (victim.id, clock.today())
    yield "select mc_is_just_sent(%s)", (victim.id,)


def _rows(victim: Victim, draft: OwnDraft) -> Iterator[Sent]:
    """Rows by which a dossier would become one's own."""
    yield "insert into submission_key (key, dossier_id) values (%s, %s)", (draft.id, victim.id)
    yield "update submission_key set key = %s where dossier_id = %s", (draft.id, victim.id)
    yield "update dossier set secret_hash = '', doors_from = null where id = %s", (victim.id,)
    yield "update draft set id = %s where id = %s", (victim.id, draft.id)
    yield (
        "insert into one_time_code (id, purpose, asked, at, expires, tries, dossier_id, code_hash)"
        " values (%s, 'open_dossier', 'x', now(), now() + interval '1 day', 0, %s, '\\x00')",
        (uuid4(), victim.id),
    )
    yield "select id from mc_open_receipt(%s)", (draft.id,)


def _try(line: Line, statement: str, values: Any, victim: Victim, draft: OwnDraft) -> set[UUID]:
    """Run a statement as the holder of the own draft; which dossiers it opens."""
    found: set[UUID] = set()
    with suppress(psycopg.Error), line.transaction():
        if not statement.startswith("select mc_enter"):
            line.execute(
                "select mc_enter(%s, '', %s, %s, null, '')",
                (clock.today(), draft.id, draft.token.hex()),
            )
        answer = line.execute(statement.encode(), values)
        if answer.description and any(row[0] not in {None, "", False} for row in answer):
            found.add(victim.id)
        with suppress(psycopg.Error), line.transaction():
            return found | _keys(line, " union all ".join(SEEN))
        for query in SEEN:  # what hides one table hides no other
            with suppress(psycopg.Error), line.transaction():
                found |= _keys(line, query)
    return found


def _keys(line: Line, query: str) -> set[UUID]:
    return {row[0] for row in line.execute(query.encode())}


def _guess_codes(line: Line, victim: Victim) -> set[UUID]:
    """Have a code sent to the telephone of a dossier, and guess it; roll every comparison back."""
    key = uuid4()
    line.execute(
        "insert into one_time_code (id, purpose, asked, at, expires, tries)"
        " values (%s, %s, %s, now(), now() + interval '10 minutes', 0)",
        (key, str(CodePurpose.OPEN_DOSSIER), victim.code),
    )
    with transaction():
        one_time_codes.send_code(str(key))
        sent = db.session.get_one(OneTimeCode, key).code_hash
    db.session.remove()
    found: set[UUID] = set()
    for n in range(CODES):
        hashed = encryption.marks("one-time code", key.bytes + f"{n:06}".encode())[0]
        if hashed == sent:  # one in a million is right by chance
            continue
        about = (f"code {key}", hashed.hex())
        with suppress(psycopg.Error), line.transaction(force_rollback=True):
            line.execute(NOTE, about)
            found |= _redeemed(line, key, hashed)
        line.execute(NOTE, about)
        with suppress(psycopg.Error), line.transaction(force_rollback=True):
            found |= _redeemed(line, key, hashed)
    if sent is not None:  # after five tries the right one is no better
        line.execute(NOTE, (f"code {key}", sent.hex()))
        with suppress(psycopg.Error):
            found |= _redeemed(line, key, sent)
    return found


def _redeemed(line: Line, key: UUID, hashed: bytes) -> set[UUID]:
    row = line.execute("select dossier from mc_redeem_code(%s, %s)", (key, hashed)).fetchone()
    return {row[0]} if row and row[0] else set()
