"""What messages, languages, cases and authors are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.notifications.models import Variant
from app.notifications.rules import NAMES, PARTS, Part, Template

LANGUAGES: Mapping[str, LazyString] = {"vi": _("Vietnamese"), "en": _("English")}
VARIANTS: Mapping[Variant, LazyString] = {
    Variant.SAID: _("As a rule"),
    Variant.IN_PART: _("A part was refused"),
    Variant.AT_HOME: _("Officers come to the citizen"),
}


def template_words(name: str) -> str:
    """What a message is called."""
    return str(NAMES[Template(name)]) if name in set(Template) else name


def author(name: str | None) -> str:
    """Who wrote a version."""
    return name or str(_("Came with the system"))


def named(parts: Iterable[Part]) -> str:
    """The texts of a wording, one after the other, inside a sentence."""
    return ", ".join(str(PARTS[part]).lower() for part in parts)
