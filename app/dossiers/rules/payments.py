"""The effect of money movements, and receipts still to come."""

from collections.abc import Iterable, Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.models.payments import Fee, FeeMove, MoneyMove

MOVE_LABELS: Mapping[MoneyMove, LazyString] = {
    MoneyMove.TAKEN: _("Taken"),
    MoneyMove.PASSED_ON: _("Passed on to the agency"),
    MoneyMove.RECEIPTED: _("The agency’s receipt has come"),
    MoneyMove.CAME_BACK: _("Come back from the agency"),
    MoneyMove.REFUNDED: _("Given back to the citizen"),
}
SIGNS: Mapping[MoneyMove, int] = {
    MoneyMove.TAKEN: 1,
    MoneyMove.PASSED_ON: -1,
    MoneyMove.RECEIPTED: 0,
    MoneyMove.CAME_BACK: 1,
    MoneyMove.REFUNDED: -1,
}
"""The effect of a movement on the commune's balance."""


def waiting_for_receipt(fees: Iterable[Fee], moves: Iterable[FeeMove]) -> list[Fee]:
    kinds = {(move.fee_id, move.kind) for move in moves}
    over = (MoneyMove.RECEIPTED, MoneyMove.CAME_BACK)
    return [
        fee
        for fee in fees
        if (fee.id, MoneyMove.PASSED_ON) in kinds
        and not any((fee.id, kind) in kinds for kind in over)
    ]
