"""Pages of courses, classes and certificates."""

from app.kernel.web.package import Package
from app.training.operations import invitations, retention
from app.training.views.admin import SessionView
from app.training.views.certificate_check import certificates
from app.training.views.check_in import CheckInCode
from app.training.views.classroom import Classroom
from app.training.views.exam_papers import ExamPapers
from app.training.views.exams import ClassExam

PACKAGE = Package(
    name="training",
    pages=(SessionView, Classroom, CheckInCode, ClassExam, ExamPapers),
    blueprints=(certificates,),
    jobs=(invitations, retention),
)
