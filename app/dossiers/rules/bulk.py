"""Which steps can be taken for many dossiers at once, and their outcomes (xử lý hàng loạt)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.workflow import TABLE, Action, Capacity, Effect, Need, Transition
from app.kernel.vocabulary import Term

AT_MOST = 500
"""The maximum number of dossiers in one run."""


class BulkOutcome(Term):
    """The outcome of one row (kết quả từng hồ sơ)."""

    WAITING = "waiting", _("Not yet tried")
    DONE = "done", _("Done")
    CHANGED = "changed", _("Changed by somebody else")
    """Somebody else has written the dossier since it was chosen."""
    UNSEEN = "unseen", _("Not in your office")
    """Not found, or another office's; the two are not distinguished."""
    REFUSED = "refused", _("Not done")


ONE_ANSWER = frozenset({Action.URGE, Action.ASSIGN, Action.TAKE_OVER})
"""Steps with a page of their own whose input is the same for all chosen dossiers."""


READ_FIRST = frozenset({Action.SIGN})
"""Steps that write in a book: for many only what this person has opened since it was proposed."""


def may_be_many(row: Transition) -> bool:
    """Whether a step can be taken in bulk: its input must be the same for all dossiers.

    What is taken from a citizen, or explained to one, is decided case by case; what writes in a
    book is one of ``READ_FIRST``.
    """
    if row.action in READ_FIRST:
        return True
    told = Effect.TELL_APPLICANT in row.effects or row.names_article
    told_in_words = row.wants_reason and told
    asks_for_each = row.screen is not None and row.action not in ONE_ANSWER
    return not (asks_for_each or row.danger or told_in_words or Effect.NUMBER_ENTRY in row.effects)


OFFICERS = frozenset({
    Capacity.RECEPTION, Capacity.CIVIL_STATUS, Capacity.SIGNER, Capacity.SUPERVISOR,
})  # fmt: skip
STEPS: Mapping[Action, Transition] = {
    row.action: row for row in TABLE if row.by & OFFICERS and may_be_many(row)
}
"""The bulk steps, in the order of the table."""

AT_A_GLANCE = frozenset({
    Need.BEFORE_ACCEPTANCE, Need.AFTER_ACCEPTANCE, Need.MINE_TO_GIVE, Need.WITH_A_COLLEAGUE,
})  # fmt: skip
"""Needs that can be checked from a list row; the others are checked when the step is taken."""


def at_a_glance(row: Transition) -> Transition:
    return replace(row, needs=tuple(need for need in row.needs if need in AT_A_GLANCE))


def label_of(action: str) -> LazyString | str:
    row = next((row for word, row in STEPS.items() if word == action), None)
    return row.label if row else action


def counted(rows: Iterable[Mapping[str, str | None]]) -> dict[BulkOutcome, int]:
    outcomes = [BulkOutcome(str(row["outcome"])) for row in rows]
    return {outcome: outcomes.count(outcome) for outcome in BulkOutcome}
