"""What a citizen may write to the head of the commune, how it ends, and the three faces."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.vocabulary import Term, Tone


class ComplaintKind(Term):
    """What was written: a complaint (khiếu nại) or feedback (phản ánh, kiến nghị).

    An entry: the stored word, its label, the letters of its number, what citizens read beside it.
    """

    suffix: str
    hint: LazyString

    COMPLAINT = (
        "complaint",
        _("complaint"),
        "KN",
        _("You think that a decision or an act was against the law and hurt your rights."),
    )
    FEEDBACK = (
        "feedback",
        _("feedback or proposal"),
        "PA",
        _("You tell how you were treated, or what should be better."),
    )


class ComplaintState(Term):
    """How far it is; whether it was accepted for handling (thụ lý) says a column of its own."""

    tone: Tone

    OPEN = "open", _("waits for an answer"), Tone.WAITING
    ANSWERED = "answered", _("answered"), Tone.READY
    DECLINED = "declined", _("not handled, with the reason"), Tone.CLOSED


class Satisfied(Term):
    """One of the three faces (mức độ hài lòng)."""

    GOOD = "good", _("Satisfied")
    FAIR = "fair", _("Neither")
    POOR = "poor", _("Not satisfied")
