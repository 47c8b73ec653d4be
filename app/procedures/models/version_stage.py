"""What a version is on a day: its state, and whether its first day has come."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped

from app.kernel import clock
from app.procedures.models.vocabulary import VersionState


class VersionStage(StrEnum):
    """The state of a version together with the day (hiệu lực của phiên bản)."""

    DRAFT = "draft"
    COMING = "coming"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


class Staged:
    """A version: one that was published for a later day is not in force yet."""

    if TYPE_CHECKING:
        state: Mapped[VersionState]
        valid_from: Mapped[date]

    @property
    def stage(self) -> VersionStage:
        if self.state is VersionState.PUBLISHED:
            comes = self.valid_from > clock.today()
            return VersionStage.COMING if comes else VersionStage.IN_FORCE
        return VersionStage(self.state)
