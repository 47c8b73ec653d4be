"""How a compiled form comes from the database: read once by each process, and shared from then on.

Published versions never change, and each of their dossiers needs the form on every page. The text
that comes over the line decides which form it is, so that nothing can be out of date.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Text, cast, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator


class CompiledForm(dict[str, Any]):
    """The document of a version; several requests hold the same one, and nobody writes into it."""

    understood: Any = None
    """What ``rules.Form`` has made of it."""


class Compiled(TypeDecorator[dict[str, Any]]):
    """A JSONB document that is fetched as text."""

    impl = JSONB
    cache_ok = True

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """The text, which this process may know already."""
        return type_coerce(cast(column, Text), self)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """The shared document."""
        return _shared(value) if isinstance(value, str) else value


@lru_cache(maxsize=128)
def _shared(text: str) -> CompiledForm | None:
    document = json.loads(text)
    return None if document is None else CompiledForm(document)
