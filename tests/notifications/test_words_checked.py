"""What may stand in the words of a message: checked before they are kept."""

from __future__ import annotations

import pytest
from flask_babel import force_locale

from app.notifications import rules
from app.notifications.models import Variant
from app.notifications.rules import PLANS, Template, Words

WAYS = [(template, variant) for template, plan in PLANS.items() for variant in plan.variants]
"""Every template in every case."""


@pytest.fixture(params=["vi", "en"])
def language(request, app):
    """Both languages, one after the other."""
    with app.app_context(), force_locale(request.param):
        yield request.param


def written(template=Template.SUBMITTED, variant=Variant.SAID, **changed):
    """The words of the programme, with something changed."""
    words = PLANS[template].variants[variant]
    kept = {"subject": str(words.subject), "text": str(words.text), "sms": str(words.sms)}
    return Words(**{**kept, **changed})


def told(words, template=Template.SUBMITTED, variant=Variant.SAID):
    """What is said against the words: part and sentence."""
    return rules.faults(template, variant, words)


@pytest.mark.parametrize(("kind", "variant"), WAYS)
def test_the_words_of_the_programme_may_be_kept(language, kind, variant):
    assert rules.faults(kind, variant, written(kind, variant)) == []
