"""The state of a dossier as shown to its citizen."""

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.dossiers.rules import postal_delivery, result_labels, visits
from app.dossiers.workflow import BEING_SETTLED, State
from app.kernel.i18n import formatting


def state_words(dossier: Dossier) -> LazyString:
    """The label of the state; signing and visits have labels of their own."""
    if dossier.state is State.REGISTERED:
        return result_labels.of_signing(dossier).done
    if dossier.state is State.READY and postal_delivery.address(dossier):
        return _("The result is ready; the commune posts it")
    if dossier.state is State.RETURNED and postal_delivery.parcel(dossier):
        return _("Result posted")
    if dossier.state is State.ACCEPTED and visits.is_at_home(dossier):
        return _("Accepted: officers come to you")
    if dossier.state is State.ACCEPTED and visits.has_come(dossier):
        return State.PREPARED.citizen_label
    return dossier.state.citizen_label


def in_a_sentence(dossier: Dossier) -> str:
    """The state in the middle of a sentence, with the promised day if there is one."""
    words = str(state_words(dossier))
    said = words[:1].lower() + words[1:]
    if dossier.state not in BEING_SETTLED or dossier.promised_at is None:
        return said
    return gettext(
        "%(state)s; result by %(day)s", state=said, day=formatting.day(dossier.promised_at)
    )
