"""The circuit breaker of a channel (cầu dao): a failing gateway is not tried for a while.

Its times are real time: they concern a machine, not a dossier.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, update
from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock
from app.kernel.db import db
from app.notifications import queries, rules
from app.notifications.models.gateway import ChannelHealth
from app.notifications.models.outbox import Channel, Message, MessageState
from app.notifications.rules.settings import settings

WORTH_SAYING = timedelta(seconds=5)
"""Minimum interval between two recorded successes of a healthy channel."""


@dataclass(frozen=True)
class Health:
    """A channel's health as needed by the sender."""

    failures: int = 0
    shut_until: datetime | None = None
    ok_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.shut_until is not None and clock.real_now() < self.shut_until

    @property
    def is_half_open(self) -> bool:
        """Whether the next message is a test of the gateway."""
        return self.failures >= rules.FAILURES_THAT_SHUT


def read(channel: Channel) -> Health:
    """The health of a channel, across processes."""
    row = queries.health(channel)
    return Health(row.failures, row.shut_until, row.last_ok_at) if row else Health()


def record_failure(channel: Channel, kind: str) -> Health:
    """Count a failure; the third in a row opens the breaker."""
    now = clock.real_now()
    before = ChannelHealth.failures
    shut = case(
        (before + 1 >= rules.FAILURES_THAT_SHUT, now + timedelta(seconds=settings().shut_seconds))
    )
    changed = {"last_failure_at": now, "last_why": kind}
    row = db.session.execute(
        insert(ChannelHealth)
        .values(channel=channel, failures=1, **changed)
        .on_conflict_do_update(
            index_elements=[ChannelHealth.channel],
            set_={"failures": before + 1, "shut_until": shut, **changed},
        )
        .returning(before, ChannelHealth.shut_until)
    ).one()
    return Health(*row)


def record_success(channel: Channel, health: Health) -> Health:
    """Close the breaker; refused messages are due again in their order."""
    if not health.failures and health.ok_at and clock.real_now() - health.ok_at < WORTH_SAYING:
        return health
    now = clock.real_now()
    values = {"failures": 0, "shut_until": None, "last_ok_at": now}
    db.session.execute(
        insert(ChannelHealth)
        .values(channel=channel, **values)
        .on_conflict_do_update(index_elements=[ChannelHealth.channel], set_=values)
    )
    if health.is_half_open:
        _let_go(channel)
    return Health(ok_at=now)


def _let_go(channel: Channel) -> None:
    """Make messages refused during the outage due now, so that the order is kept."""
    soon = rules.after_quiet_hours(clock.now(), channel)
    db.session.execute(
        update(Message)
        .where(
            Message.channel == channel,
            Message.state == MessageState.CREATED,
            Message.rejections > 0,
            Message.due_at > soon,
        )
        .values(due_at=soon)
        .execution_options(synchronize_session=False)
    )
