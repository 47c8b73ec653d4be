"""The rounds of a race: the state of a dossier or leg, and the steps tried on it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any, NamedTuple
from uuid import UUID

from app.accounts.operations import accounts
from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel, Dossier
from app.dossiers.operations import supplements, transitions, visits
from app.dossiers.rules.supplements import Asking, SupplementSubject
from app.dossiers.workflow import Action, State
from app.handoffs.models import Leg
from app.handoffs.operations import answers
from app.handoffs.operations import transitions as legs
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction
from app.kernel.db import db, transaction
from app.kernel.security.tokens import new_token
from app.procedures.models.vocabulary import LegKind
from app.procedures.rules.procedure_finder import LINKED_A
from harness.stage.factories import ADossier, AnOfficer, a_commune, a_copy_of, open_session
from harness.stage.factories import dossiers as walk
from harness.stage.factories.people import seat_of

REASON = "Nhiều người cùng bấm một lúc"
MISSING = Asking(
    about=SupplementSubject.PAPER, key="birth_notification", wrong="Ảnh mờ", todo="Chụp lại"
)
COLLECTOR = {"collected_by": "Nguyễn Thị Mẫu", "collected_with": "CMND 012345678"}


class Try(NamedTuple):
    """One racer's attempt: the role, and the step on the locked row."""

    role: Role
    step: Callable[[Any, Any, int], Any]


def _dossier(role: Role, action: Action) -> Try:
    return Try(
        role,
        lambda found, by, seen: transitions.advance(found, action, by=by, seen=seen, reason=REASON),
    )


def _leg(role: Role, action: LegAction) -> Try:
    return Try(
        role, lambda found, by, seen: legs.advance(found, action, by=by, seen=seen, reason=REASON)
    )


ACCEPT = Try(
    Role.COMMUNE_RECEPTION,
    lambda found, by, seen: visits.accept(
        found, by=by, visit_at=walk.tomorrow_at_nine(), seen=seen
    ),
)
ASK = Try(
    Role.COMMUNE_RECEPTION,
    lambda found, by, seen: supplements.ask_supplement(found, [MISSING], by=by, seen=seen),
)
VISIT = Try(
    Role.COMMUNE_RECEPTION,
    lambda found, by, seen: visits.record_visit(found, walk.everything(found), by=by, seen=seen),
)
RETURN = Try(
    Role.COMMUNE_RECEPTION,
    lambda found, by, seen: visits.return_result(found, by=by, seen=seen, **COLLECTOR),
)
REFUSE_INTAKE = _dossier(Role.COMMUNE_RECEPTION, Action.REFUSE_INTAKE)
PREPARE = _dossier(Role.COMMUNE_JUSTICE, Action.PREPARE)
PROPOSE = _dossier(Role.COMMUNE_JUSTICE, Action.PROPOSE)
SIGN = _dossier(Role.COMMUNE_LEADER, Action.SIGN)
SEND_BACK = _dossier(Role.COMMUNE_LEADER, Action.SEND_BACK)
REFUSE = _dossier(Role.COMMUNE_LEADER, Action.REFUSE)
WITHDRAW = _dossier(Role.COMMUNE_RECEPTION, Action.WITHDRAW_AT_DESK)

SEND = _leg(Role.COMMUNE_JUSTICE, LegAction.SEND)
RECALL = _leg(Role.COMMUNE_JUSTICE, LegAction.RECALL)
RECEIVE = _leg(Role.POLICE, LegAction.RECEIVE)
ASK_COMPLETION = _leg(Role.POLICE, LegAction.ASK_COMPLETION)
REFUSE_LEG = _leg(Role.POLICE, LegAction.REFUSE)
COLLECT = _leg(Role.COMMUNE_RECEPTION, LegAction.COLLECT)
ANSWER = Try(
    Role.POLICE,
    lambda found, by, seen: answers.answer(found, by=by, number="HN-000123", seen=seen),
)


def _received(dossier: Dossier) -> None:
    walk.move(police_leg(dossier), LegAction.RECEIVE, Role.POLICE)


def _answered(dossier: Dossier) -> None:
    walk.answered(police_leg(dossier))


@dataclass(frozen=True)
class Kind:
    """The object of a round: a dossier in this state, or its leg at the police, and the steps."""

    state: State
    tries: tuple[Try, ...]
    of_leg: bool = False
    further: Callable[[Dossier], None] = lambda _dossier: None


KINDS = (
    Kind(State.SUBMITTED, (ACCEPT,)),
    Kind(State.SUBMITTED, (ACCEPT, ASK, REFUSE_INTAKE)),
    Kind(State.ACCEPTED, (PREPARE,)),
    Kind(State.ACCEPTED, (PREPARE, ASK, VISIT, WITHDRAW)),
    Kind(State.PREPARED, (PROPOSE,)),
    Kind(State.PREPARED, (PROPOSE, ASK, VISIT, WITHDRAW)),
    Kind(State.TO_SIGN, (SIGN,)),
    Kind(State.TO_SIGN, (SIGN, SEND_BACK, REFUSE, WITHDRAW)),
    Kind(State.REGISTERED, (SEND,), of_leg=True),
    Kind(State.REGISTERED, (SEND, RECALL), of_leg=True),
    Kind(State.AT_AGENCIES, (RECEIVE,), of_leg=True),
    Kind(State.AT_AGENCIES, (RECEIVE, RECALL), of_leg=True),
    Kind(State.AT_AGENCIES, (ANSWER,), of_leg=True, further=_received),
    Kind(State.AT_AGENCIES, (ANSWER, ASK_COMPLETION, REFUSE_LEG), of_leg=True, further=_received),
    Kind(State.AT_AGENCIES, (COLLECT,), of_leg=True, further=_answered),
    Kind(State.READY, (RETURN,)),
)
"""One step by all, or several that exclude one another."""


class Round(NamedTuple):
    """One round: its kind, and the dossier or leg with the version that all have seen."""

    kind: int
    subject: UUID
    seen: int


def police_leg(dossier: Dossier) -> Leg:
    return next(leg for leg in packets.of_dossier(dossier.id) if leg.kind is LegKind.POLICE)


def rounds(many: int) -> list[Round]:
    """This many rounds, each over its own row; made with the owner's role."""
    originals: dict[int, Dossier] = {}
    made: list[Round] = []
    with transaction():
        for n, kind in zip(range(many), _turns(), strict=False):
            if kind not in originals:
                originals[kind] = _original(KINDS[kind])
            twin = a_copy_of(originals[kind], n)
            db.session.flush()
            subject = police_leg(twin) if KINDS[kind].of_leg else twin
            seen = subject.version if isinstance(subject, Leg) else subject.row_version
            made.append(Round(kind, subject.id, seen))
            if n % 100 == 99:
                db.session.expunge_all()
                originals = {k: db.session.get_one(Dossier, d.id) for k, d in originals.items()}
    return made


def _turns() -> Iterator[int]:
    """Endless kinds, alternating between one step and several."""
    same = cycle(n for n, kind in enumerate(KINDS) if len(kind.tries) == 1)
    other = cycle(n for n, kind in enumerate(KINDS) if len(kind.tries) > 1)
    while True:
        yield next(same)
        yield next(other)


def _original(kind: Kind) -> Dossier:
    dossier = ADossier(kind.state, a_commune(), LINKED_A, channel=Channel.FROM_PAPER, photos=False)
    kind.further(dossier)
    db.session.flush()
    return dossier


def tokens(each: int) -> dict[Role, list[tuple[UUID, str]]]:
    """This many officers of each role, by key and token of their open session."""
    found: dict[Role, list[tuple[UUID, str]]] = {}
    with transaction():
        for role in sorted({attempt.role for kind in KINDS for attempt in kind.tries}):
            for _n in range(each):
                officer, token = (
                    AnOfficer(role, seat_of(role, a_commune()), account=False),
                    new_token(),
                )
                accounts.open_account(officer.staff)
                db.session.flush()
                open_session(officer.user, token)
                found.setdefault(role, []).append((officer.staff.id, token))
    return found
