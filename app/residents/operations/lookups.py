"""Look-ups in the population database: logged first, then executed (tra cứu dân cư).

The log entry is committed before the look-up, so that neither bugs nor malice can bypass it.
The rules are in the database (``residents/database.py``); here they become
messages. When the population database is unavailable the look-up waits as a row, and the worker
retries it.
"""

import logging
from datetime import timedelta
from typing import NoReturn
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from psycopg import errors as postgres
from sqlalchemy import delete, insert, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from app.accounts.models.staff import Posting
from app.kernel import clock
from app.kernel.db import attempt, db, in_transaction, transaction
from app.kernel.errors import Refused
from app.kernel.jobs import queue
from app.kernel.security.rate_limits import LOOK_UP, TooOften
from app.kernel.text.parsing import InvalidInput, identity_number
from app.residents import queries
from app.residents.database import TOO_MANY
from app.residents.models.lookups import PopulationQuestion, Purpose
from app.residents.queries import LookUpContext

log = logging.getLogger(__name__)

_NOTE = text("select mc_note_look_up(:id, :dossier, :draft, :person, :purpose, :posting, :number)")
_ASK = text("select mc_look_up(:id, :number)")
_PATIENCE = (text("set local lock_timeout = '1500ms'"), text("set local statement_timeout = '3s'"))
"""How long an officer waits for the population database before the look-up is queued instead."""
_ONE_WORKER = text("select pg_advisory_xact_lock(hashtext('residents.ask_again'))")


NO_NUMBER = _("Only people with a number of 9 or 12 digits can be looked up. Enter that number.")


TOO_MANY_LOOK_UPS = _(
    "You have looked people up 30 times within an hour. Try again after %(time)s."
)


def look_up(
    number: str, *, about: LookUpContext, person: str, purpose: Purpose, posting_id: UUID
) -> UUID:
    """Log who asks and why, then execute the look-up; see ``queries.answer`` for its result.

    Args:
        number: as typed.
        about: the dossier being processed, or the draft of this browser.
        person: the owner of the number, as the key of the question with the number.
        purpose: determines the fields of the answer.
        posting_id: the posting in which the officer acts.

    Raises:
        Refused: not 9 or 12 digits.
        Refused: the dossier is closed, a colleague's, or of another commune.
        TooOften: more than thirty in an hour; carries the retry time.
    """
    if in_transaction():
        raise RuntimeError("a look-up is written down in a transaction of its own")
    asked, lookup_id = _number(number), uuid4()
    away = queries.outage() is not None
    facts = {
        "id": lookup_id,
        "dossier": about.dossier_id,
        "draft": about.draft_id,
        "person": person,
        "purpose": str(purpose),
        "posting": posting_id,
        "number": asked,
    }
    try:
        with transaction():
            db.session.execute(_NOTE, facts)
            if away:
                _let_wait(lookup_id, asked)
    except DBAPIError as error:
        _refuse(error, posting_id)
    if not (away or _is_answered(lookup_id, asked)):
        with transaction():
            _let_wait(lookup_id, asked)
    return lookup_id


@queue.periodic(
    "residents.ask_again",
    "* * * * *",
    _("Look up people for whom the population database was away"),
    whole=False,
)
def ask_again() -> None:
    """Execute waiting look-ups, oldest first, until the population database is unavailable."""
    try:
        while queries.outage() is None and _ask_next():
            pass
    except OperationalError as error:
        log.warning("look-ups wait on: %s", type(error.orig).__name__)


def _ask_next() -> bool:
    """Execute the oldest waiting look-up; False when none is waiting.

    A look-up that the database rejects, for example as already answered, is removed.
    """
    with transaction():
        _be_patient()
        db.session.execute(_ONE_WORKER)
        waiting = queries.first_waiting()
        if waiting is None:
            return False
        lookup_id = waiting.lookup_id
        try:
            with attempt():
                db.session.execute(_ASK, {"id": lookup_id, "number": waiting.number})
        except ProgrammingError as refused:
            log.warning("look-up %s waits in vain: %s", lookup_id, type(refused.orig).__name__)
        mine = PopulationQuestion.lookup_id == lookup_id
        db.session.execute(delete(PopulationQuestion).where(mine))
        return True


def _is_answered(lookup_id: UUID, number: str) -> bool:
    """Execute; False when the population database cannot be reached."""
    try:
        with transaction():
            _be_patient()
            db.session.execute(_ASK, {"id": lookup_id, "number": number})
    except OperationalError as error:
        log.warning("look-up %s waits: %s", lookup_id, type(error.orig).__name__)
        return False
    return True


def _be_patient() -> None:
    for limit in _PATIENCE:
        db.session.execute(limit)


def _let_wait(lookup_id: UUID, number: str) -> None:
    kept = {"lookup_id": lookup_id, "number": number}
    db.session.execute(insert(PopulationQuestion), kept)


def _number(typed: str) -> str:
    try:
        number = identity_number(typed)
    except InvalidInput as misread:
        raise Refused(NO_NUMBER, status=422, field="number") from misread
    if not number.isdigit():  # a passport, or nothing
        raise Refused(NO_NUMBER, status=422, field="number")
    return number


def _refuse(error: DBAPIError, posting_id: UUID) -> NoReturn:
    """Convert the database's rejection of the log entry into an error message."""
    if isinstance(error.orig, postgres.InsufficientPrivilege):
        raise Refused(
            _(
                "People can be looked up only from a dossier that is open and in your hands. Take"
                " the dossier over first; if it is finished, nobody is looked up for it any more."
            ),
        ) from error
    if getattr(error.orig, "sqlstate", None) == TOO_MANY:
        raise TooOften(TOO_MANY_LOOK_UPS, seconds=_seconds_left(posting_id)) from error
    raise error


def _seconds_left(posting_id: UUID) -> int:
    """Seconds until the thirtieth last look-up is an hour old."""
    staff_id = db.session.get_one(Posting, posting_id).staff_id
    first = queries.nth_last_of(staff_id, LOOK_UP.amount)
    if first is None:
        return 1
    free = first + timedelta(seconds=LOOK_UP.per_seconds)
    return max(1, -int((clock.real_now() - free).total_seconds() // 1))
