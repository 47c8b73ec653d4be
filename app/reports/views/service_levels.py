"""How much of the time the system and its connections answered, by month (mức độ sẵn sàng)."""

from typing import Any

from flask_appbuilder import BaseView

from app.kernel import clock
from app.kernel.connections.read_replica import reads_replica
from app.kernel.web.routes import route
from app.reports.operations.service_levels import is_probed
from app.reports.queries import count_checks, service_levels
from app.reports.views.count_words import FIGURES, CountWords
from app.reports.vocabulary import Probe


class ServiceLevels(BaseView):
    """Availability in percent by month, and each outage (mức độ sẵn sàng của hệ thống)."""

    route_base = "/can-bo/muc-san-sang"
    default_view = "overview"
    class_permission_name = "ServiceLevel"

    @route("/", verb="read")
    @reads_replica
    def overview(self) -> Any:
        now = clock.real_now()
        months = service_levels.by_month(clock.local(now).date())
        check = count_checks.last_check()
        seen = {probe for found in months.values() for probe in found}
        return self.render_template(
            "reports/service_levels.html",
            months=months,
            probes=[probe for probe in Probe if is_probed(probe) or probe in seen],
            unprobed=[probe for probe in Probe if not is_probed(probe)],
            outages=service_levels.outages(),
            now=now,
            check=check,
            differences=count_checks.differences(check) if check else (),
            figures=FIGURES,
            words=CountWords() if check and check.differences else None,
        )
