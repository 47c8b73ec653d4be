"""Factories: officers, drafts, dossiers in any state, made with the real operations."""

from harness.stage.factories.answers import answers_for
from harness.stage.factories.copies import a_copy_of
from harness.stage.factories.dossiers import ADossier, ADraft
from harness.stage.factories.files import a_pdf, a_photo, stored
from harness.stage.factories.form_answers import good_answers, inputs, inputs_of
from harness.stage.factories.people import (
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
from harness.stage.factories.places import a_commune, agency, opened
from harness.stage.factories.residents import AResident
from harness.stage.factories.versions import AVersion

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
