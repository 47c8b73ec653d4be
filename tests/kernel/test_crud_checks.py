"""An incompletely declared generated view does not start."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.accounts.models.staff import Credential, Staff
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.forms.model_form import Undeclared

WHOLE: dict[str, Any] = {
    "datamodel": Interface(Staff),
    "class_permission_name": "Staff",
    "list_columns": ["full_name"],
    "show_columns": ["full_name"],
    "search_columns": [],
    "base_order": ("folded", "asc"),
    "scope": lambda _self, _actor: (),
}


def view(**changes: Any) -> type[GeneratedView]:
    said = {key: value for key, value in (WHOLE | changes).items() if value is not None}
    return type("SomeView", (GeneratedView,), said)


def test_a_whole_declaration_starts(app: Flask) -> None:
    with app.app_context():
        view()()


def test_titles_and_labels_are_those_of_the_model(app: Flask) -> None:
    with app.test_request_context("/can-bo/"):
        made = view(writes=("edit",), edit_columns=["phone"], list_columns=["unit.name"])()
        assert [str(made.list_title), str(made.show_title)] == ["Cán bộ", "Cán bộ"]
        assert str(made.edit_title) == "Sửa cán bộ"
        labels = [str(made.label_columns[each]) for each in ("unit.name", "unit", "phone")]
        assert labels == ["Đơn vị", "Đơn vị", "Điện thoại"]


def test_a_view_may_call_a_column_otherwise(app: Flask) -> None:
    with app.test_request_context("/can-bo/"):
        made = view(label_columns={"full_name": "Ai vắng mặt"}, noun=("Người", "Những người"))()
        assert (made.label_columns["full_name"], made.list_title) == ("Ai vắng mặt", "Những người")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"scope": None}, "no scope"),
        ({"datamodel": Interface(Credential)}, "no list_title"),
        ({"search_columns": None}, "no search_columns"),
        ({"base_order": None}, "no base_order"),
        ({"list_columns": ["full_name", "folded"]}, "no label for folded"),
        ({"order_columns": ["user.password.x"]}, "cannot order by"),
        ({"writes": ("add",)}, "no add_columns"),
    ],
)
def test_what_is_left_to_chance_is_named(app: Flask, changes: dict[str, Any], fault: str) -> None:
    with app.app_context(), pytest.raises(Undeclared, match=fault):
        view(**changes)()


def test_a_relation_in_a_form_needs_to_say_which_rows_it_offers(app: Flask) -> None:
    changes = {"writes": ("add",), "add_columns": ["unit"]}
    with app.app_context(), pytest.raises(Undeclared, match="lookups"):
        view(**changes)()


def test_a_row_is_not_deleted_under_those_that_hang_on_it(app: Flask) -> None:
    with app.app_context(), pytest.raises(Undeclared, match="cut off postings"):
        view(writes=("delete",))()


def test_what_steps_move_cannot_be_edited(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Staff, "__moved_by_steps__", ("full_name",), raising=False)
    changes = {"writes": ("edit",), "edit_columns": ["full_name"]}
    with app.app_context(), pytest.raises(Undeclared, match="moved by steps"):
        view(**changes)()
