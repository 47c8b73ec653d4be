"""Words of reports that pages and lists share."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.reports.vocabulary import ReportSpan

SPANS: Mapping[ReportSpan, LazyString] = {
    ReportSpan.WEEK: _("Weeks"),
    ReportSpan.MONTH: _("Months"),
    ReportSpan.QUARTER: _("Quarters"),
    ReportSpan.HALF: _("Six months"),
    ReportSpan.YEAR: _("Years"),
}
