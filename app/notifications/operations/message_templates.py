"""New words for a message: checked, then kept as the version that holds from now on."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.kernel.actor import Actor
from app.kernel.db import ChangedMeanwhile, db
from app.kernel.errors import DomainError
from app.notifications import queries, rules
from app.notifications.models import TemplateVersion
from app.notifications.operations.rendering import words_of
from app.notifications.operations.template_seed import version_of
from app.notifications.rules import MessageKind, TemplateTexts


class WrongWords(DomainError):
    """Something in the words keeps them from being kept; the first of what ``faults`` finds."""

    message = _("%(told)s")


class NothingNew(DomainError):
    """The words are those that hold already."""

    message = _("These are the words that hold already: change something, or leave it as it is.")


def compose(old: TemplateVersion, words: TemplateTexts, *, seen: int, by: Actor) -> TemplateVersion:
    """Keep words as the next version of the same message, language and case.

    Args:
        seen: the number of the version that held when the person began to write.

    Raises:
        ChangedMeanwhile: somebody else has written a version since.
        WrongWords: the words would not do.
        NothingNew: nothing was changed.
    """
    holds = queries.newest_wording(old.template, old.language, old.variant) or old
    if holds.n != seen:
        raise ChangedMeanwhile
    for fault in rules.faults(MessageKind(old.template), old.variant, words):
        raise WrongWords(field=fault.part, told=fault.told)
    if words == words_of(holds):
        raise NothingNew
    version = version_of(old.template, old.language, old.variant, words)
    version.n, version.by_id = holds.n + 1, by.staff_id
    db.session.add(version)
    db.session.flush()  # so that it can be named
    return version
