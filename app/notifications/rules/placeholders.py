"""Placeholders: variables of templates as people write them, ``{mã hồ sơ}`` for ``%(code)s``.

Pure functions, in the current locale.
"""

import re
from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.notifications.rules.message_text import VARIABLE

NAMES: Mapping[str, LazyString] = {
    "code": _("dossier code"),
    "unit": _("sending office"),
    "to": _("proposed commune"),
    "visit": _("time of the appointment"),
    "due": _("result day"),
    "day": _("day meant"),
    "days": _("further working days"),
    "reason": _("officer’s reason"),
    "letter": _("letter number"),
    "parcel": _("parcel number"),
    "granted": _("granted results"),
    "refused": _("refused results"),
    "state": _("state of the dossier"),
    "page": _("tracking page"),
    "phone": _("telephone of the office"),
    "number": _("one-time code"),
    "draft": _("draft code"),
    "resume_page": _("address of the draft"),
    "link": _("address for the password"),
    "minutes": _("minutes of the code"),
    "to_sign": _("number to sign"),
    "due_today": _("number due today"),
    "late": _("number late"),
    "late_intake": _("number overdue at intake"),
    "communes": _("number of communes"),
    "worst": _("communes most late"),
    "books": _("number of open books"),
    "phase": _("phase of the plan"),
    "course": _("name of the class"),
    "begins": _("begin of the class"),
    "place": _("place of the class"),
    "first": _("first queues"),
    "queues": _("all queues"),
}
"""What stands in the braces: short, and different for every variable in every language."""

_WRITTEN = re.compile(r"\{([^{}]*)\}|%")


def placeholder(name: str) -> str:
    return f"{{{NAMES.get(name, name)}}}"


def shown(text: str) -> str:
    """A stored text as people write it; a per cent sign is one."""
    return VARIABLE.sub(lambda found: placeholder(found[1]) if found[1] else "%", text)


def stored(text: str) -> str:
    """A written text as it is stored; a placeholder that does not exist stays as it was written."""
    names = {str(label).casefold(): name for name, label in NAMES.items()}

    def store(found: re.Match[str]) -> str:
        name = names.get(" ".join((found[1] or "").casefold().split()))
        return f"%({name})s" if name else found[0].replace("%", "%%")

    return _WRITTEN.sub(store, text)
