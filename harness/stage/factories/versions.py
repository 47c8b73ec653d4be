"""Procedures that are in no catalogue, published as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.kernel import clock
from app.kernel.db import db, transaction
from app.procedures.models.versions import Procedure, Version
from app.procedures.models.vocabulary import Topic, VersionState


def AVersion(  # noqa: N802  # a noun of the tests
    code: str,
    compiled: Mapping[str, Any],
    name: str = "Thủ tục mẫu",
    topic: Topic = Topic.FAMILY,
    valid_from: date = date(2015, 7, 1),
) -> Version:
    """A published version of a procedure of its own."""
    with transaction():
        version = Version(
            procedure=Procedure(code=code, name=name, short_name=name, topic=topic),
            n=1,
            state=VersionState.PUBLISHED,
            valid_from=valid_from,
            published_at=clock.now(),
            document=dict(compiled),
        )
        db.session.add(version)
        db.session.flush()
    return version
