"""A citizen at the desk: entered, accepted, seen and sent home with the slip, in one step."""

from collections.abc import Collection
from dataclasses import dataclass

from app.dossiers.models.dossier import Dossier, Draft
from app.dossiers.operations.submission import submit
from app.dossiers.operations.visits import Visit, accept_present, may_be_kept
from app.dossiers.rules import StepActor, visits
from app.procedures import queries as procedures
from app.procedures.rules.papers_and_fees import legs


@dataclass(frozen=True, kw_only=True)
class Presence:
    """What was done while the citizen stood there.

    ``signed``: by everybody who must; ``kept``: the originals that go to other agencies were taken
    against receipt; ``paid``: all that is due; ``compared``: the foreign names, by their question.
    """

    signed: bool = False
    kept: bool = False
    paid: bool = False
    compared: Collection[str] = ()


def enter_present(draft: Draft, presence: Presence, *, by: StepActor, server_key: str) -> Dossier:
    """Make the dossier of the draft, accept it, and record the visit; no message is sent.

    The originals compared are those ticked on the draft.

    Raises:
        Refused: somebody who must sign the book has not.
        Refused: a foreign name has not been compared with the passport.
    """
    dossier = submit(draft, server_key=server_key, is_present=True)
    two = visits.the_two(dossier) if presence.signed else ()
    travelling = {
        paper for leg in legs(procedures.form(dossier.procedure_version)) for paper in leg.papers
    }
    visit = Visit(
        originals=frozenset(paper.key for paper in dossier.papers if paper.original_seen_at),
        kept=frozenset(travelling & {*may_be_kept(dossier)}) if presence.kept else frozenset(),
        fees=frozenset(fee.key for fee in dossier.fees) if presence.paid else frozenset(),
        signed=presence.signed,
        people=frozenset(person for person, _name in two),
    )
    accept_present(dossier, visit, by=by, compared=presence.compared)
    return dossier
