"""How messages go out in this process: channel, pace, patience, price (cấu hình gửi tin)."""

from __future__ import annotations

from config import Notices

_settings = Notices()


def use(settings: Notices) -> None:
    """Say it once at start; ``create_app()`` alone calls it."""
    global _settings  # one process has one set of settings
    _settings = settings


def settings() -> Notices:
    """The settings of this process."""
    return _settings
