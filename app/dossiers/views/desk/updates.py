"""The bell in the head and its page: what others did with the officer's own dossiers."""

from typing import Any

from flask import Blueprint, jsonify
from flask_appbuilder import BaseView

from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import updates
from app.dossiers.rules import CAPACITY_OF_ROLE
from app.dossiers.views.desk.panels import journal_words
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route

bell = Blueprint("bell", __name__)


@bell.app_template_global()
def has_bell() -> bool:
    """Whether the person works at a desk."""
    return any(seat.role in CAPACITY_OF_ROLE for seat in current_actor().postings)


class Updates(BaseView):
    """What happened to the own dossiers, the newest first (tin về hồ sơ của tôi)."""

    route_base = "/can-bo/thong-bao"
    default_view = "own"
    class_permission_name = "Desk"

    @route("/", verb="read")
    def own(self) -> Any:
        """Opening a row opens its dossier, and so marks it as read."""
        access_log.log_list_access(current_actor(), Dossier)
        return self.render_template(
            "dossiers/desk/updates.html", updates=updates.own_updates(), words=journal_words
        )

    @route("/so", verb="read")
    def number(self) -> Any:
        """The number at the bell, asked for by its script and kept by the browser for a minute."""
        answer = jsonify(unread=updates.how_many_unread())
        answer.headers["Cache-Control"] = "private, max-age=60"
        return answer
