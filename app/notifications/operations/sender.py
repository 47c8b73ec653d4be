"""The sender: messages of a channel one after the other, oldest first, at least once each.

One sender runs per channel. The job only wakes it; its state is in the rows, so that any process
can continue after another one was killed.
"""

import logging
import time
from datetime import timedelta

from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.jobs import queue
from app.notifications import channels, queries, rules
from app.notifications.channels.base import Outgoing, Unanswered, Undelivered
from app.notifications.models.outbox import Channel, Message
from app.notifications.operations import attachments, attempt_results, circuit_breaker, claim
from app.notifications.operations.circuit_breaker import Health
from app.notifications.operations.outbox import TASK, ask_for_sending, line_of
from app.notifications.rules.settings import settings

log = logging.getLogger(__name__)

STRETCH_SECONDS = 10.0
"""Maximum run time of a sender before others have their turn, or the process may stop."""
UNTIL_THE_TICK = timedelta(seconds=60)
"""Later due times are left to the periodic tick."""
SHORTEST_WAIT = timedelta(seconds=1)


@queue.task(TASK, whole=False)
def send(channel: str) -> None:
    """Send due messages (the job); one job at a time per channel.

    Sending happens between two transactions. After a crash there the message is sent again with the
    same id; a message that is already sent is skipped.
    """
    way = Channel(channel)
    with transaction():
        queue.answer_for_all(TASK, one_at_a_time=line_of(way))
        health = circuit_breaker.read(way)
    health = _work(way, health)
    with transaction():
        _wake_again(way, health)


@queue.periodic("notifications.tick", "* * * * *", _("Send messages that are due"))
def tick() -> None:
    """Wake the senders: postponed messages may be due, a job may have been lost."""
    for channel in queries.channels_with_due(clock.now()):
        ask_for_sending(channel)


def _work(channel: Channel, health: Health) -> Health:
    """Send at the configured rate until nothing is due, the breaker opens, or time is up."""
    pause = 1 / settings().per_second
    began = turn = time.monotonic()
    while not health.is_open and time.monotonic() - began < STRETCH_SECONDS:
        with transaction():
            message = _next(channel, health)
            outgoing = claim.claim(message) if message else None
        if message is None:
            break
        if outgoing is None:
            continue
        time.sleep(max(0.0, turn - time.monotonic()))
        turn = time.monotonic() + pause
        answer = _hand_over(channel, outgoing)
        with transaction():
            if held := queries.locked(outgoing.id):
                attempt_results.record_result(held, answer)
            health = _learn(channel, health, answer)
    return health


def _next(channel: Channel, health: Health) -> Message | None:
    now = clock.now()
    return queries.next_due(
        channel,
        now,
        urgent_only=rules.is_quiet(now, channel),
        least_tried=health.is_half_open,
    )


def _hand_over(channel: Channel, outgoing: Outgoing) -> str | Undelivered:
    """The gateway's reference or the failure; a crashing driver does not stop the queue."""
    try:
        return channels.driver(channel).send(attachments.with_enclosures(channel, outgoing))
    except Undelivered as failure:
        return failure
    except Exception as error:  # the queue continues whatever a driver raises
        kind = type(error).__name__  # its text may contain a number
        log.error("the driver of %s broke: %s", channel, kind)  # noqa: TRY400  # no text, no trace
        return Unanswered("error")


def _learn(channel: Channel, health: Health, answer: str | Undelivered) -> Health:
    if isinstance(answer, Undelivered) and answer.of_the_gateway:
        return circuit_breaker.record_failure(channel, answer.kind)
    return circuit_breaker.record_success(channel, health)


def _wake_again(channel: Channel, health: Health) -> None:
    """Queue the next run: at once when something is due, else at the next due time."""
    moment = queries.next_moment(channel, urgent_only=rules.is_quiet(clock.now(), channel))
    if moment is None:
        return
    wait = max(moment - clock.now(), _shut_for(health))
    if wait <= timedelta(0):
        ask_for_sending(channel)
    elif wait <= UNTIL_THE_TICK:
        ask_for_sending(channel, at=clock.real_now() + max(wait, SHORTEST_WAIT))


def _shut_for(health: Health) -> timedelta:
    return health.shut_until - clock.real_now() if health.shut_until else timedelta(0)
