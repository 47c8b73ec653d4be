"""The search panel of a generated list and its active conditions, for the templates.

A condition is ``_flt_<comparison>_<column>`` in the address. The panel offers the usual comparison
of each column, both ends of a date range, and any other active one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_appbuilder.widgets import RenderTemplateWidget
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app.kernel.i18n.formatting import language
from app.kernel.web.lists.pagination import is_place

SPAN = ("from", "until")
"""Comparisons that belong together: a column offering both shows two controls."""


@dataclass(frozen=True)
class Control:
    """One line of the search panel."""

    id: str
    label: str
    comparison: str
    html: Markup


@dataclass(frozen=True)
class SearchCondition:
    """An active condition, and the address of the list without it."""

    label: str
    comparison: str
    value: str
    without: str
    words: str = ""
    """Text of a condition that is not split into label, comparison and value."""


class SearchPanel(RenderTemplateWidget):
    """The panel below a list; FAB's would draw every field, which ``search_controls`` does."""

    template = "appbuilder/general/widgets/search.html"


def search_controls(form: Any, columns: list[str], filters: Any) -> list[Control]:
    """The controls of the search panel, filled with the active conditions.

    Without conditions the panel is the same for everybody, and rendered once per language.
    """
    offered = filters.get_search_filters()
    blank = (type(form), tuple(columns), language())
    narrowed = any(name.startswith("_flt_") for name in request.args)
    if blank in _blank and not narrowed:
        return _blank[blank]
    found = [
        control
        for column in columns
        if column in form and column in offered
        for control in _controls(form[column], column, offered[column])
    ]
    if not narrowed:
        _blank[blank] = found
    return found


_blank: dict[tuple[Any, ...], list[Control]] = {}


def conditions(view_name: str, filters: Any) -> list[SearchCondition]:
    """The active conditions, without the parent row of a related list."""
    offered = filters.get_search_filters()
    active = [pair for pair in filters.get_filters_values() if _by_choice(pair[0], offered)]
    pills = [pill for each in filters.filters for pill in getattr(each, "pills", ())]
    found = [SearchCondition("", "", "", pill.without, pill.words) for pill in pills]
    if not active:
        return found
    form = _view(view_name).search_form()
    for condition, values in active:
        name = _name(condition, offered)
        for value in values if isinstance(values, list) else [values]:
            field = form[condition.column_name]
            _fill(field, name, str(value))
            found.append(
                SearchCondition(
                    label=str(field.label.text),
                    comparison=str(condition.name),
                    value=_said(field),
                    without=_address_without(name),
                )
            )
    return found


def _controls(field: Any, column: str, offered: list[Any]) -> Iterator[Control]:
    names = {f"_flt_{index}_{column}": each for index, each in enumerate(offered)}
    spans = [name for name, each in names.items() if each.arg_name in SPAN]
    usual = spans if len(spans) == len(SPAN) else list(names)[:1]
    for name in [*usual, *(n for n in names if n not in usual and request.args.get(n))]:
        _fill(field, name, request.args.get(name, ""))
        told = "" if name == usual[0] and len(usual) == 1 else str(names[name].name)
        yield Control(field.id, str(field.label.text), told, _drawn(field))


def _drawn(field: Any) -> Markup:
    field.errors, field.description = (), ""
    return Markup(field(required=False))  # noqa: S704  # WTForms escapes what it draws


def _fill(field: Any, name: str, value: str) -> None:
    """Set the one field of a column to the name and value of a condition."""
    field.name, field.id = name, f"search{name}"
    field.process(MultiDict({name: value}))


def _said(field: Any) -> str:
    """The value in display form."""
    if hasattr(field, "iter_choices"):
        labels = [str(choice[1]) for choice in field.iter_choices() if choice[2]]
        return labels[0] if labels else str(field.raw_data[0])
    if hasattr(field.data, "strftime"):
        return str(field.data.strftime("%d/%m/%Y"))
    return str(field.raw_data[0])


def _by_choice(condition: Any, offered: Any) -> bool:
    mine = offered.get(condition.column_name, ())
    return not condition.is_related_view and any(type(condition) is type(each) for each in mine)


def _name(condition: Any, offered: Any) -> str:
    mine = offered[condition.column_name]
    index = next(i for i, each in enumerate(mine) if type(each) is type(condition))
    return f"_flt_{index}_{condition.column_name}"


def _address_without(name: str) -> str:
    kept: dict[str, Any] = {
        key: values for key, values in request.args.lists() if key != name and not is_place(key)
    }
    return url_for(str(request.endpoint), **(request.view_args or {}), **kept)


def _view(name: str) -> Any:
    views = current_app.appbuilder.baseviews  # type: ignore[attr-defined]
    return next(view for view in views if view.__class__.__name__ == name)
