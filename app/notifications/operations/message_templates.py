"""New template versions: validated, then used from now on."""

from flask_babel import lazy_gettext as _

from app.kernel.actor import Actor
from app.kernel.db import ChangedMeanwhile, db
from app.kernel.errors import Refused
from app.notifications import queries
from app.notifications.models.message_templates import TemplateVersion
from app.notifications.operations.rendering import words_of
from app.notifications.operations.template_seed import version_of
from app.notifications.rules import template_validation
from app.notifications.rules.message_kinds import TemplateTexts
from app.notifications.vocabulary import MessageKind


def compose(old: TemplateVersion, words: TemplateTexts, *, seen: int, by: Actor) -> TemplateVersion:
    """Store texts as the next version of the same template, language and variant.

    Args:
        seen: the number of the version in use when the editor was opened.

    Raises:
        ChangedMeanwhile: somebody else has added a version since.
        Refused: a text is invalid.
        Refused: nothing was changed.
    """
    holds = queries.newest_wording(old.template, old.language, old.variant) or old
    if holds.n != seen:
        raise ChangedMeanwhile
    for fault in template_validation.faults(MessageKind(old.template), old.variant, words):
        raise Refused(_("%(told)s"), field=fault.part, told=fault.told)
    if words == words_of(holds):
        raise Refused(
            _("These are the words that hold already: change something, or leave it as it is."),
        )
    version = version_of(old.template, old.language, old.variant, words)
    version.n, version.by_id = holds.n + 1, by.staff_id
    db.session.add(version)
    db.session.flush()  # assigns the key
    return version
