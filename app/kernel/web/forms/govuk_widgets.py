"""How the fields of citizens' forms are drawn: GOV.UK Frontend's components, in our words."""

from __future__ import annotations

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
    """Adds to a GOV.UK widget what ours need: a group that can hide, and a note for screen readers.

    A field may carry ``look`` (parameters of the component) and ``group`` (attributes of the group
    around it).
    """

    def map_gov_params(self, field: Field, **kwargs: Any) -> dict[str, Any]:
        """The component's parameters."""
        kwargs.pop("required", None)
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        if not field.description:
            params["hint"] = None
        if field.errors:
            params["attributes"] = {**params.get("attributes", {}), "aria-invalid": "true"}
        params.update(getattr(field, "look", {}))
        params["formGroup"] = {"attributes": getattr(field, "group", {})}
        return params

    def render(self, params: Any) -> Markup:
        """The component; it needs to know nothing of the page."""
        component = current_app.jinja_env.get_template(self.template)
        return Markup(component.render(params=params))  # noqa: S704  # their template, escaped


class TextInput(Drawn, GovTextInput):
    """One line."""


class TextArea(Drawn, GovTextArea):
    """Several lines."""


class Select(Drawn, GovSelect):
    """A drop-down."""


class Radios(Drawn, GovRadioInput):
    """A few choices, all of them to be seen."""

    def map_gov_params(self, field: Field, **kwargs: Any) -> dict[str, Any]:
        """The group is called invalid as a whole, not each circle of it."""
        params = super().map_gov_params(field, **kwargs)
        params["idPrefix"] = field.id
        params["attributes"] = {}
        return params


class Checkboxes(Drawn, GovCheckboxesInput):
    """A few choices, any number of which may be taken."""

    def map_gov_params(self, field: Field, **kwargs: Any) -> dict[str, Any]:
        """The boxes, before them an empty value that says that they were on the page."""
        params = super().map_gov_params(field, **kwargs)
        params["idPrefix"] = field.id
        params["attributes"] = {}
        there = f'<input type="hidden" name="{escape(field.name)}" value="">'
        params["formGroup"] = {**params["formGroup"], "beforeInputs": {"html": there}}
        return params


class OwnWidget:
    """Draws a field of several inputs with a template of ours."""

    def __init__(self, template: str) -> None:
        self.template = template

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        """The whole group: legend, hint, error, inputs."""
        return Markup(render_template(self.template, field=field))  # noqa: S704  # our template
