"""Refusals that tests expect."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask_babel import force_locale

from app.kernel.errors import Refused


@contextmanager
def expect_refusal(
    sentence: str, *, match: str | None = None
) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """What is done inside is refused with this part of the sentence in the sources.

    ``match`` is a pattern in the sentence as the person reads it.
    """
    with pytest.raises(Refused, match=match) as raised:
        yield raised
    with force_locale("en"):
        assert sentence in str(raised.value.message)
