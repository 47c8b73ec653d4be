"""How long the short messages are with the longest names."""

from __future__ import annotations

from flask_babel import force_locale

from app.kernel import public_urls
from app.notifications.rules import message_text, template_variables
from app.notifications.rules.default_templates import PLANS
from app.notifications.rules.gsm_alphabet import places

PORTAL = "https://motcua.hanoi.gov.vn"
"""What the messages of the city name, whatever the process answers to."""


def longest_message() -> int:
    """The places of the longest short message in either language, with no name shortened."""
    before = public_urls.page(""), public_urls.office_page("")
    public_urls.use(PORTAL)
    try:
        return max(_lengths())
    finally:
        public_urls.use(*before)


def _lengths() -> list[int]:
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
    return found
