"""The morning digest for officers: how much waits, numbers only, no names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from app.accounts import queries as people
from app.accounts.queries import Holder
from app.accounts.roles import Role
from app.dossiers.queries import queue_counts
from app.dossiers.queries.queues import DIGEST_QUEUES, QUEUES_OF_ROLE, Queue
from app.kernel import clock, public_urls
from app.kernel.hooks import Hook
from app.kernel.jobs import queue
from app.notifications import queries as notices
from app.notifications import rules
from app.notifications.models.calls_and_preferences import DigestBy, NoticePreference
from app.notifications.models.outbox import Channel
from app.notifications.operations import outbox
from app.notifications.operations.outbox import VIETNAMESE, Recipient
from app.notifications.vocabulary import MessageKind
from app.organisation import queries as organisation

NAMED = 3
"""Maximum of communes in a district's digest, most late dossiers first, and of queues in an SMS."""
PRESSING = (Queue.DUE_TODAY, Queue.LATE)
"""Queues that are in everybody's digest."""
Counts = Mapping[int, Mapping[Queue, int]]
"""By commune."""


class MorningSection(StrEnum):
    """What other packages add to the digest by e-mail."""

    REPORTS = "reports"


class MorningLine(NamedTuple):
    """A line of the digest, in Vietnamese, and the page where that work is done."""

    said: str
    link: str


sections: Hook[MorningSection, Callable[[], Callable[[Holder], Sequence[MorningLine]]]] = Hook(
    MorningSection
)
"""Asked once a morning; what comes back is asked for the lines of each person."""


@queue.periodic("dossiers.digest", "30 0 * * *", _("Daily summary to officers who have work"))
def tell() -> None:
    """Send the digest to everybody who has work and wants it: once a day (07:30 in Hanoi)."""
    if not organisation.calendar().is_working_day(clock.today()):
        return
    wanted = dict.fromkeys(queue for queues in QUEUES_OF_ROLE.values() for queue in queues)
    waiting = queue_counts.counts_by_commune(
        tuple(dict.fromkeys([*wanted, *PRESSING, *DIGEST_QUEUES]))
    )
    chosen = notices.preferences()
    further = [sections[section]() for section in MorningSection]
    # the office of a district has no queue, but what the sections tell
    everybody = people.holders({*QUEUES_OF_ROLE, Role.DISTRICT_OFFICE}, clock.today())
    for staff_id, seats_of_one in groupby(everybody, key=lambda holder: holder.staff_id):
        seats = list(seats_of_one)
        lines = [line for lines_of in further for seat in seats for line in lines_of(seat)]
        _tell_one(seats, chosen.get(staff_id), waiting, [*dict.fromkeys(lines)])


def _tell_one(
    seats: Sequence[Holder],
    chosen: NoticePreference | None,
    waiting: Counts,
    further: Sequence[MorningLine],
) -> None:
    by = chosen.digest_by if chosen else rules.usual_way({seat.role for seat in seats})
    if by is DigestBy.EMAIL and chosen and chosen.email:
        facts = _morning([*_own_queues(seats, waiting), *further])
        _send(seats[0], MessageKind.MORNING, facts, chosen.email, Channel.EMAIL)
    elif by is DigestBy.SMS and seats[0].phone:
        template, facts = _short(seats, waiting)
        _send(seats[0], template, facts, seats[0].phone, Channel.SMS)


def _short(seats: Sequence[Holder], waiting: Counts) -> tuple[MessageKind, dict[str, Any]]:
    """The digest's content; a leader without another posting gets the numbers of the unit."""
    if len(seats) == 1 and seats[0].role == Role.COMMUNE_LEADER:
        counts = waiting.get(seats[0].unit_id, {})
        facts = {queue.value: counts.get(queue, 0) for queue in DIGEST_QUEUES}
        return MessageKind.COMMUNE_DIGEST, facts if any(facts.values()) else {}
    if len(seats) == 1 and seats[0].role == Role.DISTRICT_LEADER:
        return MessageKind.DISTRICT_DIGEST, _of_district(seats[0].unit_id, waiting)
    return MessageKind.MORNING, _morning(_own_queues(seats, waiting))


def _of_district(district_id: int, waiting: Counts) -> dict[str, Any]:
    late = {
        commune.name: count
        for commune in organisation.communes(district_id)
        if (count := waiting.get(commune.id, {}).get(Queue.LATE, 0))
    }
    if not late:
        return {}
    worst = sorted(late.items(), key=lambda pair: (-pair[1], pair[0]))[:NAMED]
    return {
        "late": sum(late.values()),
        "communes": len(late),
        "worst": ", ".join(f"{name} {count}" for name, count in worst),
    }


def _own_queues(seats: Sequence[Holder], waiting: Counts) -> list[MorningLine]:
    """What waits in the queues of all postings of one person."""
    queues = [queue for seat in seats for queue in QUEUES_OF_ROLE.get(seat.role, ())]
    counted = {
        queue: sum(waiting.get(unit, {}).get(queue, 0) for unit in _units_with(queue, seats))
        for queue in dict.fromkeys([*queues, *PRESSING])
    }
    with force_locale(VIETNAMESE):
        return [
            MorningLine(
                f"{queue.label}: {count}", public_urls.office_page("can-bo/mot-cua/", hang=queue)
            )
            for queue, count in counted.items()
            if count
        ]


def _morning(lines: Sequence[MorningLine]) -> dict[str, Any]:
    """The facts of the message; empty if there is nothing to tell."""
    if not lines:
        return {}
    return {
        "first": ", ".join(line.said.replace(": ", " ") for line in lines[:NAMED]),
        "queues": "\n".join(f"{line.said} {line.link}" for line in lines),
    }


def _units_with(queue: Queue, seats: Iterable[Holder]) -> set[int]:
    found: set[int] = set()
    for seat in seats:
        if queue not in (*QUEUES_OF_ROLE.get(seat.role, ()), *PRESSING):
            continue
        if seat.role in {Role.DISTRICT_LEADER, Role.DISTRICT_OFFICE, Role.DISTRICT_JUSTICE}:
            found |= {commune.id for commune in organisation.communes(seat.unit_id)}
        else:
            found.add(seat.unit_id)
    return found


def _send(
    seat: Holder, template: MessageKind, facts: Mapping[str, Any], to: str, channel: Channel
) -> None:
    if facts:
        outbox.add_to_outbox(
            template,
            reader=Recipient(to=to, channel=channel, unit_id=seat.unit_id),
            facts={"unit": seat.unit_name, "day": clock.today().isoformat(), **facts},
            about=seat.staff_id,
            once=_once(seat.staff_id),
        )


def _once(staff_id: UUID) -> str:
    """One message a day, over all channels."""
    return f"digest:{staff_id}:{clock.today()}"
