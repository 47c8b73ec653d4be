"""Answers to the questions of a form: normalisation, validation, warnings and display.

The same ``faults`` are used by the page of a section, the check of the whole document at submission
and the officer's correction, so that the three cannot disagree.
"""

from app.procedures.answers.display import (
    SummaryRow,
    SummarySection,
    answers_summary,
    printed,
    printed_answers,
)
from app.procedures.answers.normalisation import keep, kept_or_typed, spelt
from app.procedures.answers.statement import Stated, StatementLine, stated
from app.procedures.answers.validation import clean_answers, faults, validate_answers
from app.procedures.answers.warnings import Notice, foreign_names, notices

__all__ = [
    "Notice",
    "Stated",
    "StatementLine",
    "SummaryRow",
    "SummarySection",
    "answers_summary",
    "clean_answers",
    "faults",
    "foreign_names",
    "keep",
    "kept_or_typed",
    "notices",
    "printed",
    "printed_answers",
    "spelt",
    "stated",
    "validate_answers",
]
