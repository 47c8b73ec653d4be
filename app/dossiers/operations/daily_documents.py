"""Documents of a desk: the register of a period (Mẫu 06), and all slips of a day in one file."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.slips import Slip
from app.dossiers.operations.slip_contents import contact_of, result_place
from app.dossiers.operations.slip_issue import Issuer, as_kept, issue
from app.dossiers.queries import slips as dossiers_slips
from app.dossiers.slips import control_and_register
from app.dossiers.workflow import SlipKind, State
from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.printing.pdf import joined
from app.organisation.models import Unit

LONGEST_DAYS = 366


REAL_ONLY = _("Registers and cash sheets list real dossiers. Leave the practice space first.")


def issue_register(commune: Unit, since: date, until: date, *, by: Issuer) -> Slip:
    """Issue the register of the dossiers accepted in a period (Sổ theo dõi hồ sơ).

    It ends today at the latest.

    Raises Refused.
    """
    until = period_of(since, until)
    rows = [_row(dossier) for dossier in dossiers_slips.accepted_in(commune.id, since, until)]
    sheet = control_and_register.register(commune.name, since, until, rows)
    return issue(SlipKind.REGISTER, sheet, of=commune, by=by, report_date=until)


def period_of(since: date, until: date) -> date:
    """The last day of the period: today at the latest.

    Raises:
        Refused: it ends before it begins, or is too long.
    """
    until = min(until, clock.today())
    if until < since or (until - since).days > LONGEST_DAYS:
        raise Refused(
            _("Choose a period of at most one year that does not end before it begins."),
            field="until",
        )
    return until


def _row(dossier: Dossier) -> control_and_register.RegisterRow:
    reached = contact_of(dossier)
    returned = next((e.at for e in dossier.journal if e.target == State.RETURNED), None)
    received = dossier.accepted_at or dossier.submitted_at
    return control_and_register.RegisterRow(
        code=dossier.code,
        procedure=dossier.procedure_version.procedure.name,
        applicant=dossier.applicant_name,
        contact="; ".join(filter(None, (reached["address"], reached["phone"]))),
        office=f"UBND {dossier.commune.name}",
        received=clock.local(received).date(),
        promised=clock.local(dossier.promised_at).date() if dossier.promised_at else None,
        returned=clock.local(returned).date() if returned else None,
        way=result_place(dossier, "Tại bộ phận một cửa"),
        note=dossier.state.in_register or "",
    )


def merged(issued: Sequence[Slip]) -> bytes:
    """The stored pages of all these slips in one file, in this order.

    Raises Refused or FileDamaged.
    """
    there = [slip for slip in issued if slip.storage_key]
    if not there:
        raise Refused(_("No slip was issued on that day."))
    return joined(map(as_kept, there))
