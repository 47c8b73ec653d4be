"""All pages that a person may open: the menu of the counter has the daily ones alone."""

from typing import Any

from flask_appbuilder import BaseView

from app.kernel.web.routes import route


class AllPages(BaseView):
    """Every entry of the menu (tất cả chức năng)."""

    route_base = "/can-bo/chuc-nang"
    default_view = "pages"
    class_permission_name = "Start"

    @route("/", verb="read")
    def pages(self) -> Any:
        entries = self.appbuilder.sm.whole_menu()
        return self.render_template("accounts/all_pages.html", entries=list(entries))
