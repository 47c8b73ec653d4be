"""Status queries by SMS (tra cứu bằng tin nhắn)."""

from flask_babel import force_locale

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations.citizen_notices import office_facts
from app.dossiers.queries import citizen_access
from app.dossiers.rules import citizen_states
from app.kernel.text import phone_numbers
from app.notifications.operations.inbound_sms import SmsAnswer


def state_for(code: str, phone: str) -> SmsAnswer | None:
    """The state of the dossier, if this phone is filed in it; otherwise None.

    Rehearsals have no citizens, so nobody can ask about them.
    """
    dossier = citizen_access.by_code(code)
    if dossier is None or dossier.is_rehearsal or not _is_filed(phone, dossier):
        return None
    with force_locale(dossier.language):
        state = citizen_states.in_a_sentence(dossier)
    return SmsAnswer(
        about=dossier.id,
        unit_id=dossier.commune_id,
        language=dossier.language,
        facts={**office_facts(dossier), "state": state},
    )


def _is_filed(phone: str, dossier: Dossier) -> bool:
    """Whether it is the citizen's number, under either numbering plan."""
    try:
        filed = phone_numbers.current(phone_numbers.normalise(dossier.applicant_phone or ""))
    except phone_numbers.NotAPhone:
        return False
    return filed == phone_numbers.current(phone)
