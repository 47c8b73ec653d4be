"""How tables become pages: the house's view, data model, fields, refusals and counters."""

from app.kernel.web import access
from app.kernel.web.actors import current_actor
from app.kernel.web.counters import Counted, Counter, Counters, counters
from app.kernel.web.fields import (
    ChoiceField,
    DayField,
    MomentField,
    PeriodField,
    WholeField,
    WordField,
)
from app.kernel.web.interface import COUNT_LITTLE, Interface
from app.kernel.web.lookup import Lookup, LookupView
from app.kernel.web.posted import Fields, posted_fields
from app.kernel.web.refusals import refusals
from app.kernel.web.scoped import Clauses
from app.kernel.web.serving import kept_file
from app.kernel.web.showing import Door, chips, drawn, spoken, telephone
from app.kernel.web.view import HouseView

__all__ = [
    "COUNT_LITTLE",
    "ChoiceField",
    "Clauses",
    "Counted",
    "Counter",
    "Counters",
    "DayField",
    "Door",
    "Fields",
    "HouseView",
    "Interface",
    "Lookup",
    "LookupView",
    "MomentField",
    "PeriodField",
    "WholeField",
    "WordField",
    "access",
    "chips",
    "counters",
    "current_actor",
    "drawn",
    "kept_file",
    "posted_fields",
    "refusals",
    "spoken",
    "telephone",
]
