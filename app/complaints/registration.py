"""Pages of complaints and satisfaction, their counters, and their section of the tracking page."""

from app.complaints.operations import retention
from app.complaints.views.citizen import tracking_section
from app.complaints.views.complaints import COUNTERS, Complaints
from app.dossiers.views.citizen.tracking_sections import TrackingSection, sections
from app.kernel.web.package import Package

PACKAGE = Package(
    name="complaints",
    pages=(Complaints,),
    counters=COUNTERS,
    handlers=(sections.handlers({TrackingSection.LAST: tracking_section}),),
    jobs=(retention,),
)
