"""The page of the tables is written from the models as they are."""

from __future__ import annotations

from scripts.data_model import PAGE, page


def test_the_page_of_the_tables_is_true() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run make data-model"
