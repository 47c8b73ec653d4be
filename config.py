"""Settings, read from the environment once and checked before anything starts.

In production an unsafe setting is refused by name. In development everything has a default, so that
a new developer needs no environment variables.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parent
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")
"""Data that a running system stores on this machine."""

_SECRET_LENGTH = 32
_ROLES_OF = {
    "both": {"mc_web", "mc_worker"},
    "officers": {"mc_web", "mc_worker"},
    "public": {"mc_public"},
}
"""Database roles that a process may sign in as, by surface."""
CONTENT = "content"
"""The surface of commands that load content as the owner and serve nobody."""
_FEWEST_SIGNS = 12
_GUESSABLE = (
    "secret", "password", "matkhau", "mat-khau", "changeme", "change-me", "default", "example",
    "123456", "abcdef", "qwerty", "thisis", "for tests", "development",
)  # fmt: skip
"""Parts of keys that people type, or that documentation prints."""
_FROM_FILES = (
    "SECRET_KEY", "SECRET_KEY_FALLBACKS", "DATABASE_URL", "READ_DATABASE_URL", "KANNEL_PASSWORD",
    "SMTP_URL",
    "SEAL_KEY", "SEAL_PIN", "CODE_KEY", "FILES_KEY",
)  # fmt: skip
"""Settings that a file may hold: ``SECRET_KEY_FILE`` names the file of ``SECRET_KEY``, etc."""
_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  # named, not listened on

FRAMEWORK: Mapping[str, Any] = {
    "APP_NAME": "Một cửa điện tử",
    "BABEL_DEFAULT_LOCALE": "vi",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
    "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
    "LANGUAGES": {
        "vi": {"flag": "vn", "name": "Tiếng Việt"},
        "en": {"flag": "gb", "name": "English"},
    },
    # permissions and tables are made by commands, never when a web process starts
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
    "PERMANENT_SESSION_LIFETIME": timedelta(hours=8),
    "WTF_CSRF_TIME_LIMIT": None,  # a token lasts as long as its session
    "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
    "SQLALCHEMY_TRACK_MODIFICATIONS": False,
}
"""Settings of Flask-AppBuilder and other extensions that do not depend on the environment."""


class UnsafeSetting(RuntimeError):
    """Settings that are unsafe in production, each with what to do."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Notices:
    """Settings of outgoing messages."""

    sms: str = "sandbox"
    """``sandbox`` sends nothing and shows it to officers; ``kannel`` is the real gateway."""
    kannel_url: str = "http://127.0.0.1:13013/cgi-bin/sendsms"
    kannel_user: str = "motcua"
    kannel_password: str = ""
    kannel_smsc: str = ""
    """SMSC id for outgoing messages; empty: chosen by Kannel."""
    sms_from: str = "MotCua"
    """Sender shown on phones."""
    callbacks_url: str = ""
    """Base URL under which the gateway reaches us."""
    smtp_url: str = ""
    """``smtp://user:password@host:25`` or ``smtps://…``; empty: the sandbox."""
    mail_from: str = ""
    per_second: int = 20
    """Maximum messages per second and channel."""
    retry_seconds: int = 300
    """Seconds until a message is retried after a refusal or a lost answer."""
    replay_seconds: int = 60
    """Seconds without an answer after which a request counts as lost with its worker."""
    shut_seconds: int = 60
    """Seconds for which a failing channel is not used."""
    quiet_from: int = 21
    quiet_until: int = 7
    """Hours in Hanoi time without notices to phones; 24 and 0: no quiet hours."""
    price: int = 350
    """Price of one SMS part, in đồng."""
    hotline: str = ""
    """Telephone of the city's support, told where a commune has no telephone of its own."""

    @classmethod
    def from_environment(cls, env: Mapping[str, str], *, port: int) -> Notices:
        """Read the settings of messages.

        Raises:
            UnsafeSetting: an unknown channel or an invalid address.
        """
        sms = env.get("SMS") or "sandbox"
        if sms not in {"sandbox", "kannel"}:
            raise UnsafeSetting(f"SMS is {sms!r}: say sandbox or kannel.")
        smtp_url, mail_from = env.get("SMTP_URL", ""), env.get("MAIL_FROM", "")
        if smtp_url and not re.match(r"smtps?://[!-~]+$", unquote(smtp_url)):
            raise UnsafeSetting("SMTP_URL: write smtp://user:password@host:25 or smtps://…")
        if smtp_url and not re.search(r"[^\s<@]@[\w.-]+>?$", mail_from):
            raise UnsafeSetting("MAIL_FROM: name the address from which mail is sent.")
        quiet = env.get("QUIET_HOURS") or f"{cls.quiet_from}-{cls.quiet_until}"
        if not re.fullmatch(r"(1?\d|2[0-4])-(1?\d|2[0-3])", quiet):
            raise UnsafeSetting("QUIET_HOURS: write 21-7, or 24-0 for none.")
        quiet_from, quiet_until = map(int, quiet.split("-"))
        return cls(
            quiet_from=quiet_from,
            quiet_until=quiet_until,
            sms=sms,
            kannel_url=env.get("KANNEL_URL") or cls.kannel_url,
            kannel_user=env.get("KANNEL_USER") or cls.kannel_user,
            kannel_password=env.get("KANNEL_PASSWORD", ""),
            kannel_smsc=env.get("KANNEL_SMSC", ""),
            sms_from=env.get("SMS_FROM") or cls.sms_from,
            callbacks_url=env.get("CALLBACKS_URL") or f"http://127.0.0.1:{port}",
            smtp_url=smtp_url,
            mail_from=mail_from,
            per_second=int(env.get("MESSAGES_PER_SECOND") or cls.per_second),
            retry_seconds=int(env.get("RETRY_SECONDS") or cls.retry_seconds),
            replay_seconds=int(env.get("REPLAY_SECONDS") or cls.replay_seconds),
            shut_seconds=int(env.get("SHUT_SECONDS") or cls.shut_seconds),
            price=int(env.get("SMS_PRICE") or cls.price),
            hotline=env.get("SUPPORT_PHONE", ""),
        )

    def faults(self) -> Iterator[str]:
        """Settings that are unsafe in production."""
        if self.sms == "kannel" and is_weak(self.kannel_password):
            yield "KANNEL_PASSWORD is missing or weak: give the one of the gateway's user."


@dataclass(frozen=True, kw_only=True, repr=False)
class PaperKeys:
    """Settings of the electronic seal on issued papers, and of the codes printed on them."""

    seal: str = ""
    """PEM: key and certificate of the seal, then other certificates; empty: made in ``var``."""
    seal_token: str = ""
    """PKCS#11 token that holds the key instead: ``/path/module.so:token:label``."""
    seal_pin: str = ""
    timestamps: str = ""
    """Address of the time-stamp authority (RFC 3161); empty: one for development."""
    codes: str = ""
    """PEM of the key that signs codes, then public keys used before; empty: made in ``var``."""

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> PaperKeys:
        return cls(
            seal=env.get("SEAL_KEY", ""),
            seal_token=env.get("SEAL_TOKEN", ""),
            seal_pin=env.get("SEAL_PIN", ""),
            timestamps=env.get("SEAL_TSA", ""),
            codes=env.get("CODE_KEY", ""),
        )

    def faults(self, *, signs: bool) -> Iterator[str]:
        """Settings without which no paper may be issued, or verified, in production.

        The public surface needs the certificate and the public keys alone.
        """
        if not self.seal:
            yield "SEAL_KEY is missing: SEAL_KEY_FILE names the key and certificate of the seal."
        if signs and not self.timestamps:
            yield "SEAL_TSA is missing: give the address of the time-stamp authority."
        if not self.codes:
            yield "CODE_KEY is missing: CODE_KEY_FILE names the key of codes (flask seal keys)."


@dataclass(frozen=True, kw_only=True, repr=False)
class RemoteStore:
    """The bucket of an S3 server for complete files."""

    server: str
    """``https://host:port``"""
    name: str
    region: str
    key_id: str
    secret: str
    authority: str
    """PEM of who signs the server's certificate, beside the authorities of the system; or empty."""

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> RemoteStore | None:
        """None where files are kept in the folder.

        Raises:
            UnsafeSetting: what is given does not lead to a bucket.
        """
        if not env.get("FILES_URL"):
            return None
        found = re.fullmatch(r"(https?://[\w.\-\[\]:]+)/([a-z0-9.-]{3,63})", env["FILES_URL"])
        if not found:
            raise UnsafeSetting("FILES_URL: write https://host:port/bucket.")
        key_id, _colon, secret = env.get("FILES_KEY", "").partition(":")
        if not secret:
            raise UnsafeSetting("FILES_KEY: write name:secret, the key that opens the bucket.")
        try:
            authority = Path(env["FILES_CA"]).read_text() if env.get("FILES_CA") else ""
        except OSError as error:
            raise UnsafeSetting(f"FILES_CA cannot be read: {error.strerror}.") from None
        return cls(
            server=found[1],
            name=found[2],
            region=env.get("FILES_REGION") or "us-east-1",
            key_id=key_id,
            secret=secret,
            authority=authority,
        )

    def faults(self) -> Iterator[str]:
        """Settings that are unsafe in production."""
        if self.server.startswith("http://"):
            yield "FILES_URL is without TLS: files of citizens would go over the network openly."


@dataclass(frozen=True, kw_only=True, repr=False)
class Config:
    """The settings of one process."""

    environment: str
    secret_key: str
    database_url: str
    files_dir: Path
    clamd: str
    seals_dir: Path | None
    demo_today: date | None
    host: str
    port: int
    trusted_hosts: tuple[str, ...]
    debug: bool
    read_database_url: str = ""
    """The same database on a standby, for pages that only read; empty: all read from the first."""
    surface: str = "both"
    """Whom this process serves: ``public``, ``officers`` or ``both``."""
    intake_hours: int = 8
    """Working hours within which a commune checks a submission."""
    urged_after_days: int = 2
    """Working days overdue after which a district sees a dossier in its queue."""
    conditions_good_for: int = 60
    """Days for which a check of a commune's line and equipment is valid."""
    reports_of_communes: Mapping[str, int] = field(default_factory=dict)
    """Reports of how dossiers were settled: by span, how many days after its end they are due."""
    reports_of_districts: Mapping[str, int] = field(default_factory=dict)
    reports_of_rollout: Mapping[str, int] = field(default_factory=dict)
    """The same of districts' reports on the roll-out; the Plan's rhythm is not known, weeks are
    assumed."""
    two_factor: str = "offered"
    """Whether one-time codes are ``required`` for those who sign or manage accounts."""
    secret_key_fallbacks: tuple[str, ...] = ()
    """Previous keys: their signatures are still accepted, nothing new is signed with them."""
    volume_entries: int = 200
    """Entries after which a volume of a civil-status book is full and the next one is opened."""
    undo_minutes: int = 10
    """Minutes within which an officer may undo their own step at the desk."""
    proxies: int = 0
    """Number of our reverse proxies, trusted for X-Forwarded-For, -Proto and -Host."""
    public_url: str = ""
    """Public address of the citizens' pages; printed in QR codes."""
    office_url: str = ""
    """Public address of the officers' pages, where it is different."""
    notices: Notices = Notices()
    paper_keys: PaperKeys = PaperKeys()
    remote_store: RemoteStore | None = None
    wan_address: str = ""
    """``host:port`` that answers when the wide area network works; empty: not probed."""
    data_centre_address: str = ""
    """The same of the data centre."""
    rollout: bool = True
    """Whether the city is being rolled out: pages for it, and clearance before each posting."""
    open_files: tuple[str, ...] = ()
    """Settings read from a file that other users of this machine may read."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Config:
        """Read the settings and refuse unsafe ones.

        Raises:
            UnsafeSetting: production was asked for with a setting that is not safe there.
        """
        given = os.environ if environ is None else environ
        env = with_files(given)
        production = env.get("ENVIRONMENT", "development") == "production"
        host = env.get("HOST") or "127.0.0.1"
        config = cls(
            environment="production" if production else "development",
            secret_key=env.get("SECRET_KEY") or ("" if production else _development_secret()),
            database_url=with_driver(env.get("DATABASE_URL", "")),
            read_database_url=with_driver(env.get("READ_DATABASE_URL", "")),
            files_dir=Path(env.get("FILES_DIR") or VAR / "files"),
            clamd=_scanner(env.get("CLAMD", "")),
            seals_dir=Path(env["SEALS_DIR"]) if env.get("SEALS_DIR") else None,
            demo_today=_day(env.get("DEMO_TODAY")),
            host=host,
            port=int(env.get("PORT") or 8080),
            trusted_hosts=_words(env, "TRUSTED_HOSTS") or (() if production else _local(host)),
            debug=env.get("DEBUG", "").lower() in {"1", "true", "yes"},
            surface=env.get("SURFACE") or "both",
            volume_entries=int(env.get("VOLUME_ENTRIES") or 200),
            undo_minutes=int(env.get("UNDO_MINUTES") or 10),
            two_factor=env.get("TWO_FACTOR") or ("required" if production else "offered"),
            secret_key_fallbacks=_words(env, "SECRET_KEY_FALLBACKS"),
            proxies=int(env.get("PROXIES") or 0),
            public_url=env.get("PUBLIC_URL", ""),
            office_url=env.get("OFFICE_URL", ""),
            notices=Notices.from_environment(env, port=int(env.get("PORT") or 8080)),
            paper_keys=PaperKeys.from_environment(env),
            remote_store=RemoteStore.from_environment(env),
            wan_address=_address(env, "WAN_ADDRESS"),
            data_centre_address=_address(env, "DATA_CENTRE_ADDRESS"),
            rollout=with_rollout(env),
            intake_hours=int(env.get("INTAKE_HOURS") or 8),
            urged_after_days=int(env.get("URGED_AFTER_DAYS") or 2),
            conditions_good_for=int(env.get("CONDITIONS_GOOD_FOR") or 60),
            reports_of_communes=_days_after(
                env.get("REPORTS_OF_COMMUNES", "month:5 quarter:7 year:10")
            ),
            reports_of_districts=_days_after(
                env.get("REPORTS_OF_DISTRICTS", "month:8 quarter:10 year:15")
            ),
            reports_of_rollout=_days_after(env.get("REPORTS_OF_ROLLOUT", "week:1")),
            open_files=tuple(name for name in _FROM_FILES if _others_may_read(given, name)),
        )
        if production and (faults := tuple(config.faults())):
            raise UnsafeSetting("Refusing to start in production:\n  " + "\n  ".join(faults))
        return config

    @property
    def production(self) -> bool:
        """Whether the system processes real dossiers."""
        return self.environment == "production"

    @property
    def portal(self) -> str:
        """The address of the citizens' pages: ``public_url``, or the first host."""
        if self.public_url:
            return self.public_url
        host = next(iter(self.trusted_hosts), self.host)
        return f"https://{host}" if self.production else f"http://{host}:{self.port}"

    def faults(self) -> Iterator[str]:
        """Settings that are unsafe in production, with what to do about each."""
        yield from self._secret_faults()
        yield from self._database_faults()
        yield from self._network_faults()
        yield from self.notices.faults()
        if self.remote_store:
            yield from self.remote_store.faults()
        if self.surface != CONTENT:
            yield from self.paper_keys.faults(signs=self.surface != "public")
        if self.demo_today:
            yield "DEMO_TODAY shifts the calendar: remove it."
        if self.debug:
            yield "DEBUG shows the inside of the system: remove it."
        if not self.clamd:
            yield "CLAMD is missing: name the virus scanner, /run/clamav/clamd.ctl or host:port."
        if self.two_factor != "required":
            yield "TWO_FACTOR is not “required”: remove it; who signs comes in with a code."
        if self.seals_dir is None:
            yield "SEALS_DIR is missing: name a folder on another disk or host than the database."

    def _secret_faults(self) -> Iterator[str]:
        if is_weak(self.secret_key):
            yield f"SECRET_KEY is missing or weak: give {_SECRET_LENGTH} random characters or more."
        if any(map(is_weak, self.secret_key_fallbacks)):
            yield "SECRET_KEY_FALLBACKS holds a weak key: remove it."
        for name in self.open_files:
            yield f"{name}_FILE may be read by others on this machine: chmod 0400 it."

    def _database_faults(self) -> Iterator[str]:
        role = urlsplit(self.database_url).username
        if not self.database_url:
            yield "DATABASE_URL is missing: name the PostgreSQL server and the role mc_web."
        elif self.surface == CONTENT:
            # the role check refuses to serve like this (``app/cli/production_checks.py``)
            return
        elif self.surface not in _ROLES_OF:
            yield f"SURFACE is {self.surface}: say public, officers or both."
        elif role not in (wanted := _ROLES_OF[self.surface]):
            yield f"DATABASE_URL signs in as {role}: use {min(wanted)}, nothing stronger."
        elif self.read_database_url and urlsplit(self.read_database_url).username != role:
            yield f"READ_DATABASE_URL signs in as somebody else than DATABASE_URL: use {role}."

    def _network_faults(self) -> Iterator[str]:
        if not self.trusted_hosts:
            yield "TRUSTED_HOSTS is missing: name the host names of the service, comma-separated."
        if any("*" in each or each.startswith(".") for each in self.trusted_hosts):
            yield "TRUSTED_HOSTS has a wildcard: name each host name of the service."
        if self.proxies < 1:
            yield (
                "PROXIES is 0: the system speaks plain http; put a proxy with TLS in front that "
                "sets X-Forwarded-For, -Proto and -Host, and say how many there are."
            )

    def _binds(self) -> dict[str, Any]:
        """Further databases (``app/kernel/connections/read_replica.py``)."""
        if not self.read_database_url:
            return {}
        return {"replica": {"url": self.read_database_url, "hide_parameters": True}}

    def flask(self) -> dict[str, Any]:
        """The settings under the names used by Flask and its extensions."""
        return {
            **FRAMEWORK,
            "ENVIRONMENT": self.environment,
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": list(self.secret_key_fallbacks),
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            # no value of a statement may reach a log through an error
            "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
            "SQLALCHEMY_BINDS": self._binds(),
            "FILES_DIR": self.files_dir,
            "CLAMD": self.clamd,
            "SEALS_DIR": self.seals_dir or VAR / "seals",
            "DEMO_TODAY": self.demo_today,
            "TWO_FACTOR": self.two_factor,
            # browsers accept a cookie of this name only from this exact host over TLS
            "SESSION_COOKIE_NAME": "__Host-mot_cua" if self.production else "mot_cua",
            "SESSION_COOKIE_SECURE": self.production,
            "DEBUG": self.debug,
            **({"SUPPORT_PHONE": self.notices.hotline} if self.notices.hotline else {}),
        }


def with_files(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with each ``…_FILE`` read, so that secrets need not be in the environment.

    Raises:
        UnsafeSetting: a file cannot be read.
    """
    env = dict(environ)
    for name in _FROM_FILES:
        path = env.get(f"{name}_FILE")
        if path and not env.get(name):
            try:
                env[name] = Path(path).read_text().strip()
            except OSError as error:
                raise UnsafeSetting(f"{name}_FILE cannot be read: {error.strerror}.") from None
    return env


def with_rollout(env: Mapping[str, str]) -> bool:
    """Whether the packages of the roll-out are used, and its plan decides on postings.

    Raises:
        UnsafeSetting: the word is neither on nor off.
    """
    word = env.get("ROLLOUT") or "on"
    if word not in {"on", "off"}:
        raise UnsafeSetting(f"ROLLOUT is {word!r}: say on, or off once the roll-out has ended.")
    return word == "on"


def is_weak(key: str) -> bool:
    """Whether the key could be guessed: short, few characters, a pattern, or common words."""
    known = key.lower()
    repeats = key in (key + key)[1:-1]
    return (
        len(key) < _SECRET_LENGTH
        or len(set(key)) < _FEWEST_SIGNS
        or repeats
        or any(word in known for word in _GUESSABLE)
    )


def _words(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The items of a list separated by commas or whitespace."""
    return tuple(env.get(name, "").replace(",", " ").split())


def _days_after(text: str) -> dict[str, int]:
    """How many days after each span of time: ``month:5 quarter:7``."""
    return {
        span: int(days) for span, _colon, days in (each.partition(":") for each in text.split())
    }


def _local(host: str) -> tuple[str, ...]:
    """Host names of a development system; empty (any) if it listens on all interfaces."""
    if host in _EVERYWHERE:
        return ()
    named = f"[{host}]" if ":" in host else host
    return tuple(dict.fromkeys((*_LOCAL, named)))


def _others_may_read(env: Mapping[str, str], name: str) -> bool:
    path = "" if env.get(name) else env.get(f"{name}_FILE", "")
    return bool(path) and bool(Path(path).stat().st_mode & 0o077)


def with_driver(url: str) -> str:
    """The URL with our driver, psycopg 3."""
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
    """A local socket, or host and port; empty without a scanner."""
    address = text.removeprefix("unix:").removeprefix("tcp:").removeprefix("//")
    if address and not re.fullmatch(r"/[^\0]+|[^/\s]+:\d{1,5}", address):
        raise UnsafeSetting(f"CLAMD is {text!r}: write /run/clamav/clamd.ctl or host:port.")
    return address


def _address(env: Mapping[str, str], name: str) -> str:
    """Host and port; empty where there is none."""
    address = env.get(name, "")
    if address and not re.fullmatch(r"[^/\s]+:\d{1,5}", address):
        raise UnsafeSetting(f"{name} is {address!r}: write host:port.")
    return address


def _development_secret() -> str:
    """A secret generated once per checkout, so that sessions survive a restart."""
    path = VAR / "secret"
    if not path.exists():
        VAR.mkdir(exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(48))
    return path.read_text()
