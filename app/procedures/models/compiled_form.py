"""Column type of compiled forms: parsed once per process, then shared.

Published versions never change, and each of their dossiers needs the form on every page. The cache
key is the text returned by the database, so that the cache cannot be stale.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Text, cast, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator


class CompiledForm(dict[str, Any]):
    """The document of a version, shared between requests and never modified."""

    understood: Any = None
    """The parsed ``rules.Form``."""


class Compiled(TypeDecorator[dict[str, Any]]):
    """A JSONB document fetched as text."""

    impl = JSONB
    cache_ok = True

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Select the column as text, the key of the cache."""
        return type_coerce(cast(column, Text), self)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return _shared(value) if isinstance(value, str) else value


@lru_cache(maxsize=128)
def _shared(text: str) -> CompiledForm | None:
    document = json.loads(text)
    return None if document is None else CompiledForm(document)
