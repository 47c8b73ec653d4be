"""Settings, read from the environment once and checked before anything starts.

In production an unsafe setting is refused by name. In development everything has a default, so
that a newcomer exports nothing.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parent
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")
"""What a running system keeps on this machine."""

_SECRET_LENGTH = 32
_ROLES_OF = {
    "both": {"mc_web", "mc_worker"},
    "officers": {"mc_web", "mc_worker"},
    "public": {"mc_public"},
}
"""Which roles of the database a process may sign in as, by whom it serves."""

FRAMEWORK: Mapping[str, Any] = {
    "APP_NAME": "Một cửa điện tử",
    "BABEL_DEFAULT_LOCALE": "vi",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
    "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
    "LANGUAGES": {
        "vi": {"flag": "vn", "name": "Tiếng Việt"},
        "en": {"flag": "gb", "name": "English"},
    },
    # permissions and tables are made by commands, never by a starting web process
    "FAB_CREATE_DB": False,
    "FAB_UPDATE_PERMS": False,
    "FAB_ADD_SECURITY_API": False,
    "FAB_ADD_SECURITY_VIEWS": False,
    "FAB_API_SWAGGER_UI": False,
    "FAB_ADD_OPENAPI_VIEWS": False,
    "AUTH_TYPE": 1,
    "AUTH_USER_REGISTRATION": False,
    "AUTH_RATE_LIMITED": True,
    "AUTH_RATE_LIMIT": "10 per minute",
    "RATELIMIT_ENABLED": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_NAME": "mot_cua",
    "PERMANENT_SESSION_LIFETIME": timedelta(hours=8),
    "WTF_CSRF_TIME_LIMIT": None,  # a token lasts as long as its session
    "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
    "SQLALCHEMY_TRACK_MODIFICATIONS": False,
}
"""Settings of Flask-AppBuilder and its relatives that do not depend on the environment."""


class UnsafeSetting(RuntimeError):
    """Settings that may not go into production, each named with what to do."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """One environment."""

    environment: str
    secret_key: str
    database_url: str
    files_dir: Path
    clamd: str
    demo_today: date | None
    host: str
    port: int
    trusted_hosts: tuple[str, ...]
    debug: bool
    surface: str = "both"
    """Whom this process serves: ``public``, ``officers`` or ``both``."""
    two_factor: str = "offered"
    """Whether one-time codes are ``required`` of those who sign or manage accounts."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Config:
        """Read the settings and refuse unsafe ones.

        Raises:
            UnsafeSetting: production was asked for with a setting that is not safe there.
        """
        env = os.environ if environ is None else environ
        production = env.get("ENVIRONMENT", "development") == "production"
        config = cls(
            environment="production" if production else "development",
            secret_key=env.get("SECRET_KEY") or ("" if production else _development_secret()),
            database_url=with_driver(env.get("DATABASE_URL", "")),
            files_dir=Path(env.get("FILES_DIR") or VAR / "files"),
            clamd=_scanner(env.get("CLAMD", "")),
            demo_today=_day(env.get("DEMO_TODAY")),
            host=env.get("HOST") or "127.0.0.1",
            port=int(env.get("PORT") or 8080),
            trusted_hosts=tuple(filter(None, env.get("TRUSTED_HOSTS", "").split(","))),
            debug=env.get("DEBUG", "").lower() in {"1", "true", "yes"},
            surface=env.get("SURFACE") or "both",
            two_factor=env.get("TWO_FACTOR") or ("required" if production else "offered"),
        )
        if production and (faults := tuple(config.faults())):
            raise UnsafeSetting("Refusing to start in production:\n  " + "\n  ".join(faults))
        return config

    @property
    def production(self) -> bool:
        """Whether citizens' real dossiers are at stake."""
        return self.environment == "production"

    def faults(self) -> Iterator[str]:
        """The settings that may not go into production, with what to do about each."""
        yield from self._database_faults()
        if len(self.secret_key) < _SECRET_LENGTH or len(set(self.secret_key)) < _SECRET_LENGTH // 4:
            yield f"SECRET_KEY is missing or weak: give {_SECRET_LENGTH} random characters or more."
        if self.demo_today:
            yield "DEMO_TODAY shifts the calendar: remove it."
        if self.debug:
            yield "DEBUG shows the inside of the system: remove it."
        if not self.clamd:
            yield "CLAMD is missing: name the virus scanner, /run/clamav/clamd.ctl or host:port."
        if self.two_factor != "required":
            yield "TWO_FACTOR is not “required”: remove it; who signs comes in with a code."
        if not self.trusted_hosts:
            yield "TRUSTED_HOSTS is missing: name the host names of the service, comma-separated."

    def _database_faults(self) -> Iterator[str]:
        role = urlsplit(self.database_url).username
        if not self.database_url:
            yield "DATABASE_URL is missing: name the PostgreSQL server and the role mc_web."
        elif self.surface not in _ROLES_OF:
            yield f"SURFACE is {self.surface}: say public, officers or both."
        elif role not in (wanted := _ROLES_OF[self.surface]):
            yield f"DATABASE_URL signs in as {role}: use {min(wanted)}, nothing stronger."

    def flask(self) -> dict[str, Any]:
        """The settings as Flask and its extensions call them."""
        return {
            **FRAMEWORK,
            "ENVIRONMENT": self.environment,
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True},
            "FILES_DIR": self.files_dir,
            "CLAMD": self.clamd,
            "DEMO_TODAY": self.demo_today,
            "TWO_FACTOR": self.two_factor,
            "TRUSTED_HOSTS": list(self.trusted_hosts) or None,
            "SESSION_COOKIE_SECURE": self.production,
            "DEBUG": self.debug,
        }


def with_driver(url: str) -> str:
    """Addresses are often written without the driver; ours is psycopg 3."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnsafeSetting(f"DEMO_TODAY is {text!r}: write a day as 2016-11-21.") from None


def _scanner(text: str) -> str:
    """A socket on this machine, or a host and its port; empty where there is no scanner."""
    address = text.removeprefix("unix:").removeprefix("tcp:").removeprefix("//")
    if address and not re.fullmatch(r"/[^\0]+|[^/\s]+:\d{1,5}", address):
        raise UnsafeSetting(f"CLAMD is {text!r}: write /run/clamav/clamd.ctl or host:port.")
    return address


def _development_secret() -> str:
    """A secret made once for this checkout, so that sessions outlive a restart."""
    path = VAR / "secret"
    if not path.exists():
        VAR.mkdir(exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(48))
    return path.read_text()
