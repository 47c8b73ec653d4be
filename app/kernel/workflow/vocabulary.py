"""Words that every workflow uses."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _

from app.kernel.vocabulary import Term


class Clock(Term):
    """The effect of a step on the time limit (thời hạn giải quyết)."""

    KEEP = "keep", _("runs on")
    START = "start", _("starts")
    PAUSE = "pause", _("pauses")
    RESUME = "resume", _("goes on")
    STOP = "stop", _("ends")
    REWIND = "rewind", _("is set back")


class Condition(Term):
    """A condition before a step: the stored word, and why the step has to wait.

    A vocabulary of needs marks with ``True`` those that decide whether the step is offered at all;
    any other is shown as the reason why an offered step has to wait.
    """

    hides_step: bool | None


def any_hides(needs: Iterable[Condition]) -> bool:
    """Whether one of these needs hides its step."""
    return any(need.hides_step for need in needs)
