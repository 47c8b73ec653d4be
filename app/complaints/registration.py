"""Pages of complaints and satisfaction, their counters, and their section of the tracking page."""

from flask_babel import lazy_gettext as _

from app.complaints.operations import retention
from app.complaints.views.citizen import tracking_section
from app.complaints.views.complaints import COUNTERS, Complaints, ComplaintView
from app.complaints.views.satisfaction import Satisfaction
from app.dossiers.views.citizen.tracking_sections import TrackingSection, sections
from app.kernel.web.package import MenuEntry, Package

PACKAGE = Package(
    name="complaints",
    menu={
        "Records": (
            MenuEntry(42, ComplaintView, "Complaints", _("Complaints and feedback"), "note"),
        ),
        "Reports": (
            MenuEntry(35, Satisfaction, "Satisfaction", _("Satisfaction of citizens"), "chart"),
        ),
    },
    pages=(Complaints,),
    counters=COUNTERS,
    handlers=(sections.handlers({TrackingSection.LAST: tracking_section}),),
    jobs=(retention,),
)
