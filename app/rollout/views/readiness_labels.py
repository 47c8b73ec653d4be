"""Labels of checks, lights and decisions."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.rollout.models.readiness import GoLiveVerdict, SiteCheckKind
from app.rollout.rules.readiness import Check, Light

CHECKS: Mapping[Check, LazyString] = {
    Check.WAN: _("WAN line"),
    Check.COMPUTERS: _("Computers"),
    Check.PRINTER: _("Printer"),
    Check.SCANNER: _("Scanner"),
    Check.DATA_CENTRE: _("Data centre"),
    Check.POPULATION: _("Population database"),
    Check.TRAINED: _("People trained"),
    Check.ACCOUNTS: _("Accounts opened"),
    Check.SIGNED_IN: _("First sign-in"),
    Check.AGENCIES: _("Police and insurance of the district at work"),
    Check.SMS: _("Short messages arrive"),
    Check.REHEARSAL: _("Rehearsal carried through to police and insurance"),
    Check.RECEIPT: _("Receipt issued in the rehearsal"),
    Check.POSTING: _("Notices posted in the four places of the plan"),
    Check.POINT: _("Staff and a computer to help citizens enter dossiers"),
}
BLOCKERS: Mapping[Check, LazyString] = {
    Check.WAN: _("no WAN line yet"),
    Check.COMPUTERS: _("too few computers"),
    Check.PRINTER: _("no printer yet"),
    Check.SCANNER: _("no scanner yet"),
    Check.DATA_CENTRE: _("data centre not confirmed"),
    Check.POPULATION: _("population database not reached"),
    Check.TRAINED: _("people not trained yet"),
    Check.ACCOUNTS: _("accounts not opened yet"),
    Check.SIGNED_IN: _("people who have never signed in"),
    Check.AGENCIES: _("police or insurance not at work yet"),
    Check.SMS: _("messages not checked yet"),
    Check.REHEARSAL: _("rehearsal not carried through"),
    Check.RECEIPT: _("no receipt issued in a rehearsal"),
    Check.POSTING: _("not posted in all four places yet"),
    Check.POINT: _("nobody helps citizens enter dossiers yet"),
}
"""Label of each unmet check on the board."""

LIGHTS: Mapping[Light, LazyString] = {
    Light.READY: _("Ready"),
    Light.NEARLY: _("Nearly ready"),
    Light.NOT_READY: _("Not ready"),
}
LIGHT_SHAPES = {Light.READY: "ready", Light.NEARLY: "process", Light.NOT_READY: "late"}
LIGHT_CELLS = {Light.READY: "ready", Light.NEARLY: "part", Light.NOT_READY: "risk"}
"""CSS class of a square of the board; shape and label repeat the colour."""

SQUARE = _("%(commune)s: %(state)s, score %(score)s")
SQUARE_OPEN = _("%(commune)s: %(state)s, form open, score %(score)s")
"""What a square says, once translated for hundreds of them."""

VERDICTS: Mapping[GoLiveVerdict, LazyString] = {
    GoLiveVerdict.GO: _("Go"),
    GoLiveVerdict.NO_GO: _("No-go"),
    GoLiveVerdict.OPENED: _("Form opened"),
    GoLiveVerdict.CLOSED: _("Form closed"),
}
VERDICT_SHAPES = {
    GoLiveVerdict.GO: "ready",
    GoLiveVerdict.NO_GO: "late",
    GoLiveVerdict.OPENED: "process",
    GoLiveVerdict.CLOSED: "closed",
}
CONDITIONS: Mapping[SiteCheckKind, LazyString] = {
    kind: CHECKS[Check(kind.value)] for kind in SiteCheckKind
}


def states() -> dict[Light, str]:
    """The labels of the lights, translated once for a page of hundreds."""
    return {light: str(label) for light, label in LIGHTS.items()}
