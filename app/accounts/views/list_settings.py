"""List settings: conditions, columns, order, and saved views."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.accounts.operations import saved_views
from app.accounts.operations.saved_views import Audience
from app.accounts.roles import Role
from app.kernel.actor import Actor
from app.kernel.db import transaction
from app.kernel.text.folding import fold
from app.kernel.web.current_actor import current_actor
from app.kernel.web.lists import listing, saved_view, settings_form
from app.kernel.web.lists.conditions import ConditionGroup, ListCondition
from app.kernel.web.lists.header import fill
from app.kernel.web.lists.listing import ListDefinition, ListViewState
from app.kernel.web.lists.settings_form import ListSettings
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route

MINE, UNIT, ROLE = "me", "unit", "role"
SHORTCUTS = (
    ("/", _("Go to the search box")),
    ("j", _("Next row")),
    ("k", _("Previous row")),
    ("Enter", _("Open the row")),
    ("x", _("Choose the row, or leave it out again")),
    ("n", _("Next page")),
    ("p", _("Previous page")),
    ("v", _("Go to the saved views")),
    ("s", _("Arrange the list")),
    ("a", _("Add a record")),
    ("e", _("Change the record that is open")),
    ("Alt + N", _("Enter a dossier for a citizen")),
    ("?", _("Show these keys")),
)
"""Keyboard shortcuts of ``static/js/keys.js`` and ``static/js/desk.js``."""


class ListSetup(BaseView):
    """The settings page of any configurable list."""

    route_base = "/can-bo/sap-xep"
    default_view = "page"
    class_permission_name = "SavedView"

    @route("/<listing>", verb="keep", methods=["GET", "POST"])
    def page(self, listing: str) -> Any:
        found, actor = self._found(listing), current_actor()
        wanted = _wanted(found, actor)
        if request.method == "GET":
            return self._drawn(found, settings_form.sheet_of(wanted, found), wanted)
        sheet = settings_form.sheet_in(request.form, wanted, found)
        work = request.form.get("viec", "")
        if work == "xoa":
            return self._remove(found, wanted)
        if work not in {"dung", "luu", "luu-moi"}:
            sheet = settings_form.changed(sheet, work, request.form, found)
            return self._drawn(found, sheet, wanted)
        asked = settings_form.arrangement_in(sheet, found)
        if not settings_form.faults(sheet, found):
            answer = self._use(found, asked) if work == "dung" else self._keep(found, asked, work)
            if answer is not None:
                return answer
        return self._drawn(found, sheet, wanted, told=True)

    @route("/", verb="keep")
    def every(self) -> Any:
        """All lists that the person may configure, with the views they may change."""
        actor, views = current_actor(), defaultdict(list)
        for view in saved_view.all_views_of(actor):
            if saved_views.is_own(actor, view):
                views[view.listing].append(view)
        return self.render_template(
            "accounts/list_settings.html",
            title=gettext("Lists and views"),
            listings=sorted(self._open(), key=lambda each: fold(str(each.title))),
            views=views,
        )

    @route("/phim-tat", verb="keep")
    def shortcuts(self) -> Any:
        title = gettext("Keyboard shortcuts")
        return self.render_template("accounts/shortcuts.html", title=title, shortcuts=SHORTCUTS)

    def _found(self, key: str) -> ListDefinition:
        """The list with this name, if the user may configure it."""
        views = (v for v in self.appbuilder.baseviews if v.__class__.__name__ == key)
        view = next((v for v in views if hasattr(v, "listing")), None)
        if view is None:
            abort(404)
        found: ListDefinition = view.listing()
        if not self._may_arrange(found):
            abort(403)
        return found

    def _open(self) -> Iterator[ListDefinition]:
        views = (view for view in self.appbuilder.baseviews if hasattr(view, "listing"))
        return (found for found in (view.listing() for view in views) if self._may_arrange(found))

    def _may_arrange(self, found: ListDefinition) -> bool:
        """Readers of the list, and those who set defaults for others; no row is shown here."""
        may_read: bool = self.appbuilder.sm.has_access("can_read", found.noun)
        return may_read or saved_views.may_set_for_roles(current_actor())

    def _to(self, found: ListDefinition, args: dict[str, Any]) -> Response:
        """Redirect to the list, or back here for users who do not read it."""
        if self.appbuilder.sm.has_access("can_read", found.noun):
            return redirect(found.address(**args), 303)
        return redirect(url_for("ListSetup.page", listing=found.key, **args), 303)

    def _use(self, found: ListDefinition, asked: ListViewState) -> Response | None:
        args = listing.arguments_of(asked, found)
        if len(str(args.get(listing.WHERE, "")).encode()) > listing.LONGEST_ADDRESS:
            flash(gettext("So many conditions fit into no address. Keep them as a view."), "danger")
            return None
        return self._to(found, args)

    def _keep(self, found: ListDefinition, asked: ListViewState, work: str) -> Response | None:
        actor, form = current_actor(), request.form
        view = asked.view if work == "luu" else None
        with refusals() as refused, transaction():
            kept = saved_views.keep_view(
                actor,
                found.key,
                form.get("ten", ""),
                listing.content_of(asked, found),
                _audience(form.get("cho", MINE), first="dau" in form),
                instead_of=view.id if view is not None else None,
            )
            name, key = kept.name, kept.id
        if refused:
            return None
        flash(gettext("The view “%(name)s” is kept.", name=name), "success")
        return self._to(found, {listing.VIEW: str(key)})

    def _remove(self, found: ListDefinition, wanted: ListViewState) -> Response:
        if wanted.view is None:
            abort(404)
        with transaction():
            saved_views.remove_view(current_actor(), wanted.view.id)
        flash(gettext("The view “%(name)s” is removed.", name=wanted.view.name), "success")
        return self._to(found, {})

    def _drawn(
        self,
        found: ListDefinition,
        sheet: ListSettings,
        wanted: ListViewState,
        *,
        told: bool = False,
    ) -> Any:
        actor, view = current_actor(), wanted.view
        mine = view if view is not None and saved_views.is_own(actor, view) else None
        typed = request.form if request.method == "POST" else _kept_form(mine)
        return self.render_template(
            "accounts/list_setting.html",
            title=gettext("Arrange the list: %(list)s", list=found.title),
            listing=found,
            sheet=sheet,
            labels=found.labels,
            control=lambda leaf, name: _control(found, leaf, name),
            comparisons=lambda leaf: [(o.arg_name, o.name) for o in found.offers[leaf.column]],
            wrong=settings_form.faults(sheet, found) if told else (),
            sizes=listing.SIZES,
            view=view,
            mine=mine,
            typed=typed,
            units={seat.unit_id: seat.unit_name for seat in actor.postings},
            roles=Role if saved_views.may_set_for_roles(actor) else (),
            back=found.address(**listing.arguments_of(wanted, found)),
        )


def _wanted(found: ListDefinition, actor: Actor) -> ListViewState:
    """The state of the list at the referring address, including its simple conditions."""
    sets_roles = saved_views.may_set_for_roles(actor)
    kept = saved_view.views_of(actor, found.key, of_all_roles=sets_roles)
    wanted = listing.arrange(found, request.args, kept, actor)
    leaves = tuple(_simple(found)) if request.method == "GET" else ()
    if leaves:
        groups = [*wanted.where.groups(), ConditionGroup("all", leaves)]
        where = (
            ConditionGroup("all", leaves)
            if len(groups) == 1
            else ConditionGroup("all", tuple(groups))
        )
        wanted = replace(wanted, where=where)
    return wanted


def _simple(found: ListDefinition) -> Any:
    """The conditions that the search panel put into the query string, one per column."""
    for name, value in request.args.items(multi=True):
        index, _line, column = name.removeprefix("_flt_").partition("_")
        offered = found.offers.get(column, ())
        if name.startswith("_flt_") and value and index.isdecimal() and len(index) < 3:
            if int(index) >= len(offered):
                abort(400)
            yield ListCondition(column, offered[int(index)].arg_name, value[:100])


def _audience(word: str, *, first: bool) -> Audience:
    kind, _dash, which = word.partition("-")
    if kind == UNIT and which.isdecimal():
        return Audience(unit_id=int(which[:9]), first=first)
    return Audience(role=which if kind == ROLE else None, first=first)


def _kept_form(view: Any) -> MultiDict[str, str]:
    """Initial values of the save form: those of the saved view."""
    if view is None:
        return MultiDict()
    audience = f"{ROLE}-{view.role}" if view.role else f"{UNIT}-{view.unit_id}"
    kept = MultiDict({"ten": view.name, "cho": audience if view.role or view.unit_id else MINE})
    if view.standard:
        kept["dau"] = "1"
    return kept


def _control(found: ListDefinition, leaf: ListCondition, name: str) -> Any:
    """The control of a condition; a choice includes its first rows, to work without scripts."""
    control = fill(found, leaf, name)
    if hasattr(control, "searching"):
        control.searching = False
    return control(required=False)
