"""Refusals that tests expect."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask_babel import LazyString, force_locale

from app.kernel.errors import DomainError


@contextmanager
def expect_refusal(
    sentence: str | LazyString, *, match: str | None = None
) -> Iterator[pytest.ExceptionInfo[Any]]:
    """What is done inside is refused with this sentence, or with a part of it in the sources.

    ``match`` is a pattern in the sentence as the person reads it.
    """
    with pytest.raises(DomainError, match=match) as raised:
        yield raised
    if isinstance(sentence, LazyString):
        assert raised.value.message is sentence
    else:
        with force_locale("en"):
            assert sentence in str(raised.value.message)
