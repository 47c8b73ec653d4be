"""How content citizens are: counts of each commune and their words, without names."""

from typing import Any

from flask_appbuilder import BaseView

from app.complaints.models import Satisfaction as SatisfactionRow
from app.complaints.queries import satisfaction
from app.complaints.vocabulary import Satisfied
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route


class Satisfaction(BaseView):
    """Satisfaction of citizens by commune (mức độ hài lòng); never who said what."""

    route_base = "/can-bo/hai-long"
    default_view = "table"
    class_permission_name = "Satisfaction"

    @route("/", verb="read")
    def table(self) -> Any:
        access_log.log_list_access(current_actor(), SatisfactionRow)
        return self.render_template(
            "complaints/satisfaction.html", lines=satisfaction.counted(), faces=Satisfied
        )
