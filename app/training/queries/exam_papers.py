"""Queries on exam papers, for participants and for organisers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import column, func, select
from sqlalchemy.orm import selectinload

from app.kernel.db import db
from app.kernel.security.tokens import token_hash
from app.training.models.classes import Attendance
from app.training.models.courses import ExamQuestion
from app.training.models.results import ExamPaper
from app.training.rules.exam_papers import as_typed

MOST_TRIES = 5


class ExamPaperInfo(NamedTuple):
    """What the holder of a paper sees of its test."""

    class_name: str
    course_name: str
    pass_mark: int
    tries: int


def hash_of(secret: str, n: int) -> bytes:
    """The stored hash of the secret for a person's n-th paper; one secret opens them all."""
    return token_hash(f"{as_typed(secret)}:{n}")


def newest_paper(secret: str, *, lock: bool = False) -> ExamPaper | None:
    hashes = [hash_of(secret, n) for n in range(1, MOST_TRIES + 1)]
    query = select(ExamPaper).where(ExamPaper.token_hash.in_(hashes))
    query = query.order_by(ExamPaper.n.desc()).limit(1)
    return db.session.scalars(query.with_for_update() if lock else query).first()


def about(paper: ExamPaper) -> ExamPaperInfo:
    """The test of the paper; readable without an account."""
    found = func.mc_paper(paper.token_hash).table_valued(
        column("class_name"), column("course_name"), column("pass_mark"), column("tries")
    )
    return ExamPaperInfo(*db.session.execute(select(found)).one())


def papers_of(class_id: int) -> Mapping[object, Sequence[ExamPaper]]:
    """The papers of a class, by the key of the attendance, first attempt first."""
    query = (
        select(ExamPaper)
        .join(Attendance, Attendance.id == ExamPaper.attendance_id)
        .where(Attendance.class_id == class_id)
        .order_by(ExamPaper.n)
    )
    found: dict[object, list[ExamPaper]] = defaultdict(list)
    for paper in db.session.scalars(query):
        found[paper.attendance_id].append(paper)
    return found


def bank(course_id: int) -> Iterable[ExamQuestion]:
    query = (
        select(ExamQuestion)
        .where(ExamQuestion.course_id == course_id, ExamQuestion.active)
        .options(selectinload(ExamQuestion.choices))
        .order_by(ExamQuestion.id)
    )
    return db.session.scalars(query)
