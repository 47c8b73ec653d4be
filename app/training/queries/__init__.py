"""Queries of training: participants, classes, papers, certificates."""

from app.training.queries.certificates import Genuine, certificates_of, public_certificate
from app.training.queries.classes import class_of, kept_class, sitting_elsewhere, timetable
from app.training.queries.exam_papers import (
    ExamPaperInfo,
    about,
    bank,
    hash_of,
    newest_paper,
    papers_of,
)
from app.training.queries.participants import (
    Clash,
    absent_of,
    at_the_door,
    clashes,
    classes_of_person,
    doubled,
    holders_of_seats,
    in_class,
    is_full,
    people_of,
    seats_taken,
    sitting_in,
    trained,
)

__all__ = [
    "Clash",
    "ExamPaperInfo",
    "Genuine",
    "about",
    "absent_of",
    "at_the_door",
    "bank",
    "certificates_of",
    "clashes",
    "class_of",
    "classes_of_person",
    "doubled",
    "hash_of",
    "holders_of_seats",
    "in_class",
    "is_full",
    "kept_class",
    "newest_paper",
    "papers_of",
    "people_of",
    "public_certificate",
    "seats_taken",
    "sitting_elsewhere",
    "sitting_in",
    "timetable",
    "trained",
]
