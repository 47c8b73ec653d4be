"""The initial courses with their questions; later changes by administrators are preserved."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel.db import db
from app.training.models.courses import Course, ExamChoice, ExamQuestion

DATA = Path(__file__).parents[1] / "data"
PAPER = {"questions_asked": 10, "pass_mark": 70, "minutes": 20, "tries": 2}
"""Defaults of an initial course; administrators can change them."""


def load() -> tuple[int, int]:
    """Load the course of each role that has none yet.

    Returns:
        The number of courses and of questions loaded.
    """
    known = set(db.session.scalars(select(Course.role)))
    told = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.json"))]
    made = [_course(each) for each in told if Role(each["role"]) not in known]
    db.session.add_all(made)
    return len(made), sum(len(course.questions) for course in made)


def _course(told: Mapping[str, Any]) -> Course:
    return Course(
        name=told["name"],
        role=Role(told["role"]),
        summary=told["summary"],
        active=True,
        questions=[_question(each) for each in told["questions"]],
        **PAPER,
    )


def _question(told: Mapping[str, Any]) -> ExamQuestion:
    choices = [ExamChoice(text=told["right"], right=True)]
    choices += [ExamChoice(text=text, right=False) for text in told["wrong"]]
    return ExamQuestion(text=told["text"], active=True, choices=choices)
