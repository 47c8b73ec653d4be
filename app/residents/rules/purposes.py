"""Purposes of look-ups in the population database, and the minimal data for each.

The database itself returns no more: ``mc_look_up`` reads these lists from the table
``lookup_purpose``, which each migration syncs with this module.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.residents.models.lookups import Purpose


@dataclass(frozen=True)
class PurposeDefinition:
    """The label of a purpose, and the fields it returns."""

    label: LazyString
    fields: tuple[str, ...]


PURPOSES: Mapping[Purpose, PurposeDefinition] = {
    Purpose.PERSON: PurposeDefinition(
        _("Compare and fill in what was declared of the person"),
        ("name", "born", "sex", "ethnicity", "nationality", "residence_place", "residence"),
    ),
    Purpose.RESIDENCE: PurposeDefinition(
        _("Verify where the person lives"),
        ("name", "born", "residence_place", "residence", "dwelling_place", "dwelling"),
    ),
    Purpose.HOUSEHOLD: PurposeDefinition(
        _("Find the household and its head"),
        ("name", "born", "household_book", "household_address", "head_name", "head_number",
         "relation"),
    ),
    Purpose.MARITAL: PurposeDefinition(
        _("Verify the marital status"), ("name", "born", "marital", "spouse_name")
    ),
    Purpose.FAMILY: PurposeDefinition(
        _("Verify father, mother or legal representative"),
        ("name", "born", "father_name", "mother_name", "representative_name"),
    ),
    Purpose.ALIVE: PurposeDefinition(
        _("Verify whether the person has died or is missing"),
        ("name", "born", "died_on", "missing_since"),
    ),
}  # fmt: skip
