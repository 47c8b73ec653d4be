"""Process-wide settings for sending: channels, rate, timeouts, price (cấu hình gửi tin)."""

from config import Notices

_settings = Notices()


def use(settings: Notices) -> None:
    """Set them once at start; called by ``create_app()`` only."""
    global _settings  # one set of settings per process
    _settings = settings


def settings() -> Notices:
    return _settings
