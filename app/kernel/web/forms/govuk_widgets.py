"""Widgets of citizens' forms: GOV.UK Frontend's components, with our own texts."""

from collections.abc import Iterable
from typing import Any

from flask import current_app, render_template
from govuk_frontend_wtf.gov_form_base import GovFormBase
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from markupsafe import Markup, escape
from wtforms import Field


class Drawn(GovFormBase):
    """Extends a GOV.UK widget by a group that can be hidden and a note for screen readers.

    A field may carry ``look`` (parameters of the component, and ``suggested``: texts to touch
    instead of typing them) and ``group`` (attributes of the group around it).
    """

    def map_gov_params(self, field: Field, **kwargs: Any) -> dict[str, Any]:
        kwargs.pop("required", None)
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        if not field.description:
            params["hint"] = None
        if field.errors:
            params["attributes"] = {**params.get("attributes", {}), "aria-invalid": "true"}
            params["errorMessage"]["text"] = str(field.errors[0]).removesuffix(".")
        look = dict(getattr(field, "look", {}))
        suggested = look.pop("suggested", ())
        attributes = {**params.get("attributes", {}), **look.get("attributes", {})}
        params |= {**look, "attributes": attributes}
        params["formGroup"] = {"attributes": getattr(field, "group", {})}
        if suggested:
            params["attributes"]["list"] = f"{field.id}-list"
            params["formGroup"]["afterInput"] = {"html": _datalist(field.id, suggested)}
        return params

    def render(self, params: Any) -> Markup:
        """Render the component without the template context of the page."""
        component = current_app.jinja_env.get_template(self.template)
        return Markup(component.render(params=params))  # noqa: S704  # their template, escaped


def _datalist(key: str, texts: Iterable[str]) -> Markup:
    options = Markup().join(Markup('<option value="{}"></option>').format(text) for text in texts)
    return Markup('<datalist id="{}-list">{}</datalist>').format(key, options)


class TextInput(Drawn, GovTextInput):
    """One line of text."""


class TextArea(Drawn, GovTextArea):
    """Several lines of text."""


class Select(Drawn, GovSelect):
    """A drop-down."""


class Radios(Drawn, GovRadioInput):
    """Radio buttons."""

    def map_gov_params(self, field: Field, **kwargs: Any) -> dict[str, Any]:
        """Mark the group as invalid, not each radio button."""
        params = super().map_gov_params(field, **kwargs)
        params["idPrefix"] = field.id
        params["attributes"] = {}
        return params


class Checkboxes(Drawn, GovCheckboxesInput):
    """Check boxes."""

    def map_gov_params(self, field: Field, **kwargs: Any) -> dict[str, Any]:
        """Add a hidden empty value, sent even when no box is ticked."""
        params = super().map_gov_params(field, **kwargs)
        params["idPrefix"] = field.id
        params["attributes"] = {}
        there = f'<input type="hidden" name="{escape(field.name)}" value="">'
        params["formGroup"] = {**params["formGroup"], "beforeInputs": {"html": there}}
        return params


class OwnWidget:
    """Renders a field of several inputs with a template of ours."""

    def __init__(self, template: str) -> None:
        self.template = template

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        """The whole group: legend, hint, error, inputs."""
        return Markup(render_template(self.template, field=field))  # noqa: S704  # our template
