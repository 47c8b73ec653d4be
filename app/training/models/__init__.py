"""Tables of training: courses, classes, participants, results."""

from app.training.models.classes import (
    Attendance,
    AttendanceOutcome,
    CheckIn,
    ClassSession,
    TrainingClass,
    Way,
)
from app.training.models.courses import Course, ExamChoice, ExamQuestion
from app.training.models.results import Certificate, ExamPaper, PaperState

__all__ = [
    "Attendance",
    "AttendanceOutcome",
    "Certificate",
    "CheckIn",
    "ClassSession",
    "Course",
    "ExamChoice",
    "ExamPaper",
    "ExamQuestion",
    "PaperState",
    "TrainingClass",
    "Way",
]
