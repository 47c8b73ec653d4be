"""Words of the facts that an entry keeps for statistics."""

from enum import StrEnum


class Timing(StrEnum):
    """When an event was registered (đúng hạn, quá hạn, đăng ký lại)."""

    ON_TIME = "on_time"
    LATE = "late"
    AGAIN = "again"


class BirthPlace(StrEnum):
    """Where a child was born (nơi sinh)."""

    FACILITY = "facility"
    ELSEWHERE = "elsewhere"


class CauseOfDeath(StrEnum):
    """A group of causes of death (nguyên nhân chết), told from the words of the entry."""

    ILLNESS = "illness"
    TRAFFIC = "traffic"
    ACCIDENT = "accident"
    SUICIDE = "suicide"
    OTHER = "other"
