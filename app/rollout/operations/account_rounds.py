"""Account rounds of a district: preview, opening, renewed links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range

from app.accounts.models.staff import Posting, Staff
from app.accounts.operations import account_links, admin_scope, sessions
from app.accounts.operations import accounts as accounts_operations
from app.accounts.operations.account_links import GivenLink
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.db import db
from app.kernel.errors import NotAllowed, Refused
from app.organisation.models import Unit
from app.rollout.models.account_rounds import AccountIssue, AccountRound
from app.rollout.queries import account_rounds as queries
from app.rollout.rules.account_rounds import (
    AccountCandidate,
    AccountEligibility,
    CheckedCandidate,
    UnitCandidates,
    grouped,
)

_ONE_ROUND = text("select pg_advisory_xact_lock(hashtext('rollout.open_round'))")
"""Concurrent rounds would propose the same user names."""


@dataclass(frozen=True)
class Given:
    """The result of a round, and how each of its people gets the link."""

    round: AccountRound
    handed: tuple[Handed, ...]


@dataclass(frozen=True)
class Handed:
    """One person's role, and the link unless the person has an account in use."""

    issue: AccountIssue
    link: GivenLink | None


def preview(district: Unit, phase: int, *, by: Actor) -> list[UnitCandidates]:
    """Who of a district can get an account now, and why the others cannot, unit by unit."""
    return grouped(_judged(queries.candidates(district.id, phase, clock.today()), by))


def open_round(district: Unit, phase: int, keys: Iterable[UUID], *, by: Actor) -> Given:
    """Give the people of these lines their roles and accounts, all or none.

    The role is the one of the line, for which the person was trained; it begins today, or on the
    day of the phase.

    Raises:
        NotAllowed: this user does not manage the district.
        Refused: none of them can get an account.
    """
    if district.id not in by.manages:
        raise NotAllowed
    db.session.execute(_ONE_ROUND)
    found = _judged(queries.candidates(district.id, phase, clock.today(), keys), by)
    ready = [each for each in found if each.standing is AccountEligibility.READY]
    if not ready:
        raise Refused(
            _(
                "Nobody was chosen to whom an account can be given now. Tick at least one unit that"
                " has people ready."
            ),
            status=422,
        )
    made = AccountRound(unit=district, phase=phase, at=clock.real_now(), by_id=by.staff_id)
    db.session.add(made)
    db.session.flush()  # its number is used below
    staff = queries.staff_with_unit(_key(each.candidate) for each in ready)
    _open_accounts(staff.values(), by)
    _post(made, ready, staff)
    db.session.flush()
    change_log.record(by, change_log.AuditAction.ADD, made, ["unit", "phase"])
    return Given(made, _handed(queries.with_people(made.id), by))


def renew_links(made: AccountRound, *, by: Actor) -> Given:
    """New links for those of a round who have not chosen a password; the old ones are void.

    Raises Refused.
    """
    waiting = [each for each in queries.with_people(made.id) if _waits(each.staff)]
    if not waiting:
        raise Refused(
            _("Everybody of this round has chosen a password. There is no new link to give out."),
        )
    for staff in {each.staff_id: each.staff for each in waiting}.values():
        admin_scope.check_reach(staff, by)
    return Given(made, _handed(waiting, by))


def _judged(people: Iterable[AccountCandidate], by: Actor) -> list[CheckedCandidate]:
    today = clock.today()
    return [
        CheckedCandidate(each, each.standing(by.staff_id, by.manages, today), each.begins(today))
        for each in people
    ]


def _key(candidate: AccountCandidate) -> UUID:
    if candidate.staff_id is None:
        raise ValueError("somebody ready has been taken into the staff")
    return candidate.staff_id


def _open_accounts(people: Iterable[Staff], by: Actor) -> None:
    new = [staff for staff in people if staff.user is None]
    accounts_operations.open_accounts(new, queries.usernames() if new else set())
    for staff in new:
        change_log.record(by, change_log.AuditAction.OPEN_ACCOUNT, staff, ["user_id"])


def _post(made: AccountRound, ready: Iterable[CheckedCandidate], staff: dict[UUID, Staff]) -> None:
    """A posting for each line, unless the person holds the role there already."""
    held = queries.postings(staff, clock.today())
    issues = []
    for each in ready:
        line, person = each.candidate, staff[_key(each.candidate)]
        posting = held.get((person.id, line.listed.unit_id, str(line.listed.role)))
        if posting is None:
            posting = _posting(each, person)
            sessions.end_sessions_of(person)
        issues.append(
            AccountIssue(
                id=uuid4(),
                round_id=made.id,
                staff=person,
                posting=posting,
                unit_id=line.listed.unit_id,
                role=line.listed.role,
            )
        )
    db.session.add_all(issues)


def _posting(each: CheckedCandidate, person: Staff) -> Posting:
    line = each.candidate
    posting = Posting(
        id=uuid4(),
        staff=person,
        unit_id=line.listed.unit_id,
        role=line.listed.role,
        title=line.title,
        during=Range(each.begins, None),
    )
    db.session.add(posting)
    return posting


def _handed(issues: Iterable[AccountIssue], by: Actor) -> tuple[Handed, ...]:
    """One link for each person who has not chosen a password, with the first of the roles."""
    told = list(issues)
    new = {each.staff_id: each.staff for each in told if _waits(each.staff)}
    pairs = [(staff, staff.user) for staff in new.values() if staff.user is not None]
    links = dict(zip(new, account_links.give_links(pairs, by=by), strict=True))
    return tuple(Handed(each, links.pop(each.staff_id, None)) for each in told)


def _waits(staff: Staff) -> bool:
    return staff.user is not None and staff.user.active and not staff.user.activated
