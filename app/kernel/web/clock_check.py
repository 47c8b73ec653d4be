"""Nothing is shown or received by a machine whose clock is wrong.

A dossier would get a wrong day, a draft or a sign-in would seem to be over, a cookie to come from
the future. Which of two clocks is wrong nobody knows: the machine refuses, and an alert tells it.
A clock that is set while a request is on its way is noticed before anything is committed.
"""

import time
from contextlib import suppress
from dataclasses import dataclass, field

from flask import Flask, g, has_request_context, request
from flask_babel import lazy_gettext as _
from itsdangerous import TimestampSigner
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.kernel.db import db, wrong_clock
from app.kernel.errors import DomainError
from app.kernel.web.trusted_hosts import PROBES

BELIEVED_SECONDS = 10.0
STEP_SECONDS = 1.0
"""A clock that moves by so much beside the monotonic one was set."""
SPARED = PROBES | {"static", "appbuilder.static"}


class WrongClock(DomainError):
    """Times of this machine cannot be trusted."""

    message = _(
        "The clock of this server is wrong, so nothing was saved. Go back to the page before and "
        "try again in a few minutes."
    )
    status = 503


def _lead() -> float:
    return time.time() - time.monotonic()


@dataclass
class ClockCheck:
    """What this process found, and until when that is believed."""

    is_wrong: bool = False
    believed_until: float = 0.0
    """On the monotonic clock."""
    lead: float = field(default_factory=_lead)
    """Of the clock on the monotonic one, when it was compared."""

    def refuse_if_wrong(self) -> None:
        """Raises WrongClock."""
        if request.endpoint in SPARED:
            return
        lead, known = _lead(), self.lead
        if time.monotonic() > self.believed_until or abs(lead - known) > STEP_SECONDS:
            # a database that is away is noticed by the pages that need it
            with suppress(SQLAlchemyError), db.engine.engine.connect() as line:
                self.is_wrong, self.lead = bool(wrong_clock(line)), lead
                known = lead
            self.believed_until = time.monotonic() + BELIEVED_SECONDS
        if self.is_wrong:
            g.is_without_cookie = True  # everybody else would refuse one of this moment
            raise WrongClock
        g.clock_lead = known


class SteadySigner(TimestampSigner):
    """Signs with the time that a request had when its clock was compared, and what passed since."""

    def get_timestamp(self) -> int:
        return int(time.monotonic() + g.get("clock_lead", _lead()))


def _refuse_if_set(_session: Session) -> None:
    """Raises WrongClock: the clock was set while this request was on its way."""
    if has_request_context() and abs(_lead() - g.get("clock_lead", _lead())) > STEP_SECONDS:
        raise WrongClock


def init_app(app: Flask) -> None:
    """Check before each request, and again before it commits."""
    app.before_request(ClockCheck().refuse_if_wrong)
    event.listen(db.session, "before_commit", _refuse_if_set)
