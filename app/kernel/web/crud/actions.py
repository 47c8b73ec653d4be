"""Actions on selected rows: only rows that the user manages, and only by POST."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask_appbuilder import expose

from app.kernel.web.crud.scope import ScopedView
from app.kernel.web.lists import query_args


class ActingView(ScopedView):
    """Routes of actions; FAB's own fetch their rows without any scope."""

    @expose("/action/<string:name>/<pk>", methods=["POST"])
    def action(self, name: str, pk: str) -> Any:
        action = self._open_action(name)
        return self._answer(action.func(self._managed(pk)))

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Any:
        """Run an action on the selected rows of a list."""
        action = self._open_action(request.form.get("action", ""))
        if not action.multiple:
            abort(404)
        keys = dict.fromkeys(request.form.getlist("rowid"))
        if len(keys) > query_args.LARGEST_PAGE:
            abort(400)
        return self._answer(action.func([self._managed(pk) for pk in keys]))

    def _open_action(self, name: str) -> Any:
        action = self.actions.get(name)
        if action is None:
            abort(404)
        permission = self.get_action_permission_name(name)
        if not self.appbuilder.sm.has_access(permission, self.class_permission_name):
            abort(403)
        return action

    def _managed(self, pk: str) -> Any:
        item = self.find(pk)
        self._must_manage(item)
        return item

    def _answer(self, answer: Any) -> Any:
        return answer or redirect(url_for(f"{self.endpoint}.list"))
