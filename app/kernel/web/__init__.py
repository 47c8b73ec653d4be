"""Web framework of the project: generated views, lists, forms, refusals and response handling."""

from app.kernel.web import access_log
from app.kernel.web.counters import Counted, Counter, Counters, counters
from app.kernel.web.crud.datamodel import COUNT_LITTLE, Interface
from app.kernel.web.crud.scope import Clauses, all_rows
from app.kernel.web.crud.view import HouseView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import PageLink, chips, format_value, render_cell, state_chip, telephone
from app.kernel.web.file_response import kept_file
from app.kernel.web.forms.fields import (
    ChoiceField,
    DayField,
    MomentField,
    PeriodField,
    WholeField,
    WordField,
)
from app.kernel.web.forms.lookup import Lookup, LookupView
from app.kernel.web.posted_form import Fields, posted_fields
from app.kernel.web.refusals import refusals

__all__ = [
    "COUNT_LITTLE",
    "ChoiceField",
    "Clauses",
    "Counted",
    "Counter",
    "Counters",
    "DayField",
    "Fields",
    "HouseView",
    "Interface",
    "Lookup",
    "LookupView",
    "MomentField",
    "PageLink",
    "PeriodField",
    "WholeField",
    "WordField",
    "access_log",
    "all_rows",
    "chips",
    "counters",
    "current_actor",
    "format_value",
    "kept_file",
    "posted_fields",
    "refusals",
    "render_cell",
    "state_chip",
    "telephone",
]
