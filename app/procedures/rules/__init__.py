"""The rules of a procedure version, read from its compiled form. They know no web and no database.

``form`` reads the questions and says which are asked, ``needs`` says which papers, fees, limits
and legs follow from the answers, ``choice`` tells the three birth procedures apart.
"""

from app.procedures.rules.asking import (
    TWO,
    asks_communes,
    is_commune,
    is_linked,
    places_asked,
    the_two,
    verification,
    visit_place,
    visit_wished,
)
from app.procedures.rules.choice import BIRTH, LINKED_A, LINKED_B, QUESTIONS, Choice, choose
from app.procedures.rules.compiling import compiled
from app.procedures.rules.differing import Difference, differences
from app.procedures.rules.form import (
    Answers,
    BrokenForm,
    Condition,
    Form,
    Place,
    Question,
    Section,
    Surroundings,
    said_values,
)
from app.procedures.rules.interchange import entry_of, schema
from app.procedures.rules.late import ON_TIME_DAYS, days_since_event, is_late, on_time_days
from app.procedures.rules.needs import (
    Fee,
    Leg,
    Paper,
    Result,
    amount_of,
    copies,
    fees,
    fees_for,
    is_longer,
    legs,
    limits,
    pages,
    papers,
    papers_for,
    results,
    shortened,
)
from app.procedures.rules.proving import Fault, Faulty, faults, is_sound_pattern

__all__ = [
    "BIRTH",
    "LINKED_A",
    "LINKED_B",
    "ON_TIME_DAYS",
    "QUESTIONS",
    "TWO",
    "Answers",
    "BrokenForm",
    "Choice",
    "Condition",
    "Difference",
    "Fault",
    "Faulty",
    "Fee",
    "Form",
    "Leg",
    "Paper",
    "Place",
    "Question",
    "Result",
    "Section",
    "Surroundings",
    "amount_of",
    "asks_communes",
    "choose",
    "compiled",
    "copies",
    "days_since_event",
    "differences",
    "entry_of",
    "faults",
    "fees",
    "fees_for",
    "is_commune",
    "is_late",
    "is_linked",
    "is_longer",
    "is_sound_pattern",
    "legs",
    "limits",
    "on_time_days",
    "pages",
    "papers",
    "papers_for",
    "places_asked",
    "results",
    "said_values",
    "schema",
    "shortened",
    "the_two",
    "verification",
    "visit_place",
    "visit_wished",
]
