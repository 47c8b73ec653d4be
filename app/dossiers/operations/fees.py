"""What a dossier costs, told from its answers; money that was taken stays as it was taken."""

from __future__ import annotations

from app.dossiers.models import Dossier, Fee
from app.kernel import clock
from app.procedures import queries as procedures
from app.procedures.rules import fees_for
from app.procedures.rules.papers_and_fees import amount_of, label_of


def charge(dossier: Dossier) -> None:
    """Bring the fees in step with the answers (lệ phí, tiền tạm thu).

    A fee that is due no more comes to nothing; a row that was once written stays.
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
