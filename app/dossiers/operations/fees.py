"""The fees of a dossier, computed from its answers; fees already paid do not change."""

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.payments import Fee
from app.kernel import clock
from app.procedures import queries as procedures
from app.procedures.rules.papers_and_fees import amount_of, fees_for, label_of


def charge(dossier: Dossier) -> None:
    """Update the fees from the answers (lệ phí, tiền tạm thu).

    A fee that is no longer due becomes zero; rows are not deleted.
    """
    form, answers = procedures.form(dossier.procedure_version), dossier.answers
    due = fees_for(form, answers, clock.local(dossier.submitted_at).date())
    there = {fee.key: fee for fee in dossier.fees}
    for rule in due:
        fee = there.pop(rule.key, None)
        if fee is None:
            fee = Fee(key=rule.key, kind=rule.kind, for_leg=rule.for_leg, label=rule.label)
            dossier.fees.append(fee)
        if fee.taken_at is None:
            fee.amount = amount_of(rule, form, answers)
            fee.label = label_of(rule, form, answers)
    for fee in there.values():
        if fee.taken_at is None:
            fee.amount = 0
