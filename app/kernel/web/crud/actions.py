"""Actions on selected rows: only rows that the user manages, and only by POST."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, redirect, request, url_for

from app.kernel.web.back_link import came_from
from app.kernel.web.lists import query_args


class RowActions:
    """The actions of a view; FAB's own routes would fetch their rows without any scope."""

    def __init__(self, view: Any) -> None:
        self.view = view

    def run(self, name: str, pk: str) -> Any:
        """Run an action on one row."""
        action = self.opened(name)
        return self._answer(action.func(self.view.rows.find_managed(pk)))

    def run_on_selected(self) -> Any:
        """Run an action on the selected rows of a list."""
        action = self.opened(request.form.get("action", ""))
        if not action.multiple:
            abort(404)
        keys = dict.fromkeys(request.form.getlist("rowid"))
        if len(keys) > query_args.LARGEST_PAGE:
            abort(400)
        return self._answer(action.func([self.view.rows.find_managed(pk) for pk in keys]))

    def opened(self, name: str) -> Any:
        """The action, if the view has it and the user may take it."""
        action = self.view.actions.get(name)
        if action is None:
            abort(404)
        if not self._may(name):
            abort(403)
        return action

    def of_rows(self) -> Sequence[Any]:
        """Those with a button in each row, which the user may take."""
        return [self.view.actions[name] for name in self.view.row_steps if self._may(name)]

    def of_item(self, item: Any) -> Mapping[str, Any]:
        """Those that apply to a row in its current state."""
        view = self.view
        return {name: each for name, each in view.actions.items() if view.offers(name, item)}

    def _may(self, name: str) -> bool:
        return self.view.may(self.view.get_action_permission_name(name))

    def _answer(self, answer: Any) -> Any:
        """What the action answers, or the page on which it was taken."""
        return answer or redirect(came_from() or url_for(f"{self.view.endpoint}.list"))
