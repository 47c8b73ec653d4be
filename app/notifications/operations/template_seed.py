"""Loading the default template texts into the database."""

from collections.abc import Iterator

from flask_babel import force_locale

from app.kernel import clock
from app.kernel.db import db
from app.notifications import queries
from app.notifications.models.message_templates import TemplateVersion, Variant
from app.notifications.rules.default_templates import PLANS
from app.notifications.rules.message_kinds import TemplateTexts

LANGUAGES = ("vi", "en")


def load() -> int:
    """Add missing versions of default texts; returns the number added.

    Texts of a newer release become a new version, but only where no officer has written one:
    officers' texts stay in use.
    """
    newest = {(row.template, row.language, row.variant): row for row in queries.newest_wordings()}
    written = 0
    for first in _first_words():
        before = newest.get((first.template, first.language, first.variant))
        if before is None or (before.by_id is None and _said(before) != _said(first)):
            first.n = before.n + 1 if before else 1
            db.session.add(first)
            written += 1
    return written


def _first_words() -> Iterator[TemplateVersion]:
    for language in LANGUAGES:
        with force_locale(language):
            for template, plan in PLANS.items():
                for variant, words in plan.variants.items():
                    yield version_of(template, language, variant, words)


def _said(version: TemplateVersion) -> tuple[str, str, str, bool]:
    return version.subject, version.full, version.sms, version.accented


def version_of(
    template: str, language: str, variant: Variant, words: TemplateTexts
) -> TemplateVersion:
    """A version without number and author yet."""
    return TemplateVersion(
        template=template,
        language=language,
        variant=variant,
        subject=str(words.subject),
        full=str(words.text),
        sms=str(words.sms),
        accented=words.accented,
        at=clock.real_now(),
    )
