"""Tables: all exported, each with its Vietnamese term, its keys and its enums."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest
from flask_appbuilder import Model
from sqlalchemy import DateTime, Table
from sqlalchemy.sql.schema import ColumnCollectionConstraint

import app.models
from app.kernel.db import Base

CLASSES = sorted(
    {mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__module__[:4] == "app."},
    key=lambda table: table.__name__,
)
OURS = sorted({table.__table__.name for table in CLASSES if table.__table__.name[:3] != "ab_"})
TERM = re.compile(r"\([^()]*[^\x00-\x7f][^()]*\)")


def columns(name: str) -> Table:
    return Model.metadata.tables[name]


def test_the_map_of_the_data_names_every_table() -> None:
    """A table that ``app.models`` does not name has no migration and no rows for anybody."""
    for module in walk_packages(app.__path__, "app."):
        import_module(module.name)
    mapped = {m.class_ for m in Base.registry.mappers if m.class_.__module__[:4] == "app."}
    assert {getattr(app.models, name) for name in app.models.__all__} == mapped


@pytest.mark.parametrize("table", CLASSES, ids=lambda table: table.__name__)
def test_every_table_class_names_its_vietnamese_term(table: type) -> None:
    assert TERM.search(table.__doc__ or ""), f"{table.__name__}: add the term in brackets"


@pytest.mark.parametrize("name", OURS)
def test_business_columns_have_no_default_in_the_database(name: str) -> None:
    given = (c.name for c in columns(name).c if c.server_default is not None and not c.computed)
    assert list(given) == []


@pytest.mark.parametrize("name", OURS)
def test_times_carry_their_zone(name: str) -> None:
    times = [(column.name, column.type) for column in columns(name).c]
    assert [n for n, kind in times if isinstance(kind, DateTime) and not kind.timezone] == []


@pytest.mark.parametrize("name", OURS)
def test_foreign_keys_are_indexed(name: str) -> None:
    table = columns(name)
    led = {index.columns.values()[0].name for index in table.indexes if index.columns.values()}
    led |= {
        next(iter(constraint.columns)).name
        for constraint in table.constraints
        if isinstance(constraint, ColumnCollectionConstraint)
        and constraint.columns
        and type(constraint).__name__ != "CheckConstraint"
        and type(constraint).__name__ != "ForeignKeyConstraint"
    }
    assert [key.parent.name for key in table.foreign_keys if key.parent.name not in led] == []
