"""How long the short messages are with the longest names."""

from __future__ import annotations

from flask_babel import force_locale

from app.notifications.rules import message_text, template_variables
from app.notifications.rules.default_templates import PLANS
from app.notifications.rules.gsm_alphabet import places


def longest_message() -> int:
    """The places of the longest short message in either language, with no name shortened."""
    found = []
    for language in ("vi", "en"):
        with force_locale(language):
            found += [
                places(
                    message_text.uncut(kind, template_variables.longest(kind, variant), words),
                    accented=words.accented,
                )
                for kind, plan in PLANS.items()
                for variant, words in plan.variants.items()
            ]
    return max(found)
