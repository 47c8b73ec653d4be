"""Factories: officers, drafts, dossiers in any state, made with the real operations."""

from tests.factories.answers import answers_for
from tests.factories.copies import a_copy_of
from tests.factories.dossiers import ADossier, ADraft
from tests.factories.files import a_pdf, a_photo, stored
from tests.factories.form_answers import good_answers, inputs, inputs_of
from tests.factories.people import (
    AnOfficer,
    Officer,
    browser_of,
    choose_password,
    cleared,
    open_session,
    signed_in,
    somebody,
    waiver_of,
)
from tests.factories.places import a_commune, agency, opened
from tests.factories.residents import AResident
from tests.factories.versions import AVersion

__all__ = [
    "ADossier",
    "ADraft",
    "AResident",
    "AVersion",
    "AnOfficer",
    "Officer",
    "a_commune",
    "a_copy_of",
    "a_pdf",
    "a_photo",
    "agency",
    "answers_for",
    "browser_of",
    "choose_password",
    "cleared",
    "good_answers",
    "inputs",
    "inputs_of",
    "open_session",
    "opened",
    "signed_in",
    "somebody",
    "stored",
    "waiver_of",
]
