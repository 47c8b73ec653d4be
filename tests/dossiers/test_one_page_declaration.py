"""The one page of the desk accepts every procedure of the catalogue, and parses what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from werkzeug.datastructures import MultiDict

from app.dossiers.forms.declaration import Declaration, TypedAddress, declaration
from app.procedures.catalogue import CODES
from app.procedures.rules.form import Form
from app.procedures.rules.procedure_finder import LINKED_A
from harness.stage.factories.form_answers import good_answers
from tests.procedures.conftest import HERE, form_of


@pytest.fixture(autouse=True)
def _words(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        yield


def filled(form: Form, answers: dict[str, Any], typed: Any = None) -> Declaration:
    return declaration(form, answers, HERE)(formdata=typed, meta={"csrf": False})


def typed_in(form: Declaration) -> MultiDict[str, str]:
    """The inputs of the page, as a browser sends them."""
    sent: list[tuple[str, str]] = []
    for field in (form[question.key] for question in form.asked):
        if isinstance(field, TypedAddress):
            sent += [(f"{field.name}-{part}", words) for part, words in field.typed.items()]
        elif hasattr(field, "iter_choices"):
            chosen = (str(value) for value, _label, is_so, _more in field.iter_choices() if is_so)
            sent += [(field.name, value) for value in chosen]
        else:
            sent.append((field.name, field._value()))
    return MultiDict(sent)


def kept(form: Form, page: Declaration) -> dict[str, Any]:
    """What would be stored, except the format of phone numbers."""
    whole = form.completed(page.answers())
    return {key: value for key, value in whole.items() if not key.endswith("_raw")}


@pytest.mark.parametrize("code", CODES)
def test_the_page_draws_each_procedure_and_reads_back_what_it_shows(code: str) -> None:
    form = form_of(code)
    answers = good_answers(form, HERE)
    page = filled(form, answers)
    draw = get_template_attribute("dossiers/desk/one_page_declaration_fields.html", "question")
    drawn = "".join(str(draw(field)) for block in page.blocks() for field in block.fields)
    assert "govuk" not in drawn, "drawn as the citizens' pages draw it"
    again = filled(form, {}, typed_in(page))
    assert again.validate(), again.errors
    assert kept(form, again) == kept(form, page)


def test_what_is_copied_is_told_wrong_once() -> None:
    form = form_of(LINKED_A)
    answers = good_answers(form, HERE) | {"applicant_relation": "mother"}
    page = filled(form, {}, typed_in(filled(form, answers)))
    page["applicant_name"].data = ""
    assert not page.validate()
    assert "applicant_name" in page.errors
    assert "mother_name" not in page.errors
