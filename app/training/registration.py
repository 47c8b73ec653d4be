"""Pages of courses, classes and certificates."""

from flask_babel import lazy_gettext as _

from app.kernel.web.package import MenuEntry, Package
from app.training.operations import invitations, retention
from app.training.views.admin import AttendanceView, ClassView, SessionView
from app.training.views.certificate_check import certificates
from app.training.views.certificates import CertificateView
from app.training.views.check_in import DoorCode
from app.training.views.classroom import Classroom
from app.training.views.courses import CourseView, ExamQuestionView
from app.training.views.exam_papers import Papers
from app.training.views.exams import ClassTest
from app.training.views.timetable import Timetable

PACKAGE = Package(
    name="training",
    menu={
        "Training": (
            MenuEntry(70, CourseView, "Courses", _("Training courses"), "book"),
            MenuEntry(80, ExamQuestionView, "Questions", _("Questions of tests"), "help"),
            MenuEntry(90, ClassView, "Classes", _("Training classes"), "copy"),
            MenuEntry(
                100, Timetable, "Timetable", _("Timetable of classes"), "calendar", daily=True
            ),
            MenuEntry(110, AttendanceView, "Attendances", _("Training records"), "check"),
            MenuEntry(120, CertificateView, "Certificates", _("Training certificates"), "bookmark"),
        ),
    },
    pages=(SessionView, Classroom, DoorCode, ClassTest, Papers),
    blueprints=(certificates,),
    jobs=(invitations, retention),
)
