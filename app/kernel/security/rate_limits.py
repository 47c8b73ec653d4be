"""All rate limits in one table: who may do what how often, and what happens above it.

``docs/limits.md`` shows this table to readers; a test compares the two. ``limits`` does the
counting; this module defines what is counted, by which key, and the refusal. Refusals give the time
of the next try, on the page and in ``Retry-After``.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.errors import DomainError
from app.kernel.i18n import formatting
from app.kernel.security import rate_limit_store

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
_UNITS = {1: "s", MINUTE: "min", HOUR: "h", DAY: "d"}


class KeyKind(StrEnum):
    """What is counted together."""

    ACCOUNT = "account"
    PLACE = "address (IPv4; /64 of IPv6)"
    NEIGHBOURHOOD = "neighbourhood (/24 of IPv4; /48 of IPv6)"
    EVERYBODY = "everybody together"
    DEVICE = "account in a browser that it has signed in with"
    CODE = "dossier code"
    DRAFT_CODE = "draft code"
    ASKED_CODE = "dossier or draft code, or telephone"
    PHONE = "telephone number"
    DRAFT = "draft or dossier"
    PROOF = "proof of work"


class OverLimit(StrEnum):
    """What happens above the limit."""

    WAIT = "wait, with the time"
    WORK = "a proof of work, or wait"
    ENDLESS_WORK = "a proof of work that grows without end, or wait"
    LOST = "not kept"
    SILENCE = "no answer"
    UNSAID = "nothing is sent, and the page says the same"


class TooOften(DomainError):
    """The limit is exceeded; has the seconds until the next try."""

    message = _("This was done too often. Try again after %(time)s.")
    status = 429

    def __init__(
        self, message: LazyString | None = None, /, *, seconds: int, field: str | None = None
    ) -> None:
        super().__init__(message, field=field, time=moment_in(seconds))
        self.seconds = seconds

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(self.seconds)}


@dataclass(frozen=True)
class RateLimit:
    """An amount of one thing per key, in a window that opens with its first use."""

    what: str
    amount: int
    per_seconds: int
    by: KeyKind
    above: OverLimit = OverLimit.WAIT

    @property
    def row(self) -> str:
        """Its row in ``docs/limits.md``."""
        most = f"{self.amount:,} in {span(self.per_seconds)}"
        return f"| `{self.what}` | {most} | {self.by} | {self.above} |"

    def consume(self, key: str, n: int = 1) -> None:
        """Count ``n`` uses.

        Raises:
            TooOften: the limit is exceeded.
        """
        if not self.allow(key, n):
            raise TooOften(seconds=self.seconds_left(key))

    def allow(self, key: str, n: int = 1) -> bool:
        """Count ``n`` uses; False when the limit is exceeded."""
        return rate_limit_store.allow(
            self.what, key, amount=self.amount, per_seconds=self.per_seconds, cost=n
        )

    def seconds_left(self, key: str) -> int:
        """Seconds until the next use; 0 when it is allowed now."""
        return rate_limit_store.seconds_left(
            self.what, key, amount=self.amount, per_seconds=self.per_seconds
        )

    def used(self, key: str) -> int:
        return rate_limit_store.used(
            self.what, key, amount=self.amount, per_seconds=self.per_seconds
        )

    def give_back(self, key: str) -> None:
        """Undo one use that was no abuse."""
        rate_limit_store.allow(
            self.what, key, amount=self.amount, per_seconds=self.per_seconds, cost=-1
        )

    def reset(self, key: str) -> None:
        """Reset the window, as after a success."""
        rate_limit_store.forgive(self.what, key, amount=self.amount, per_seconds=self.per_seconds)


def span(seconds: int) -> str:
    """A duration in its largest whole unit: 15 s, 10 min, 1 h, 1 d."""
    unit = next(size for size in (DAY, HOUR, MINUTE, 1) if seconds % size == 0)
    return f"{seconds // unit} {_UNITS[unit]}"


def moment_in(seconds: int) -> str:
    """The time in so many seconds: 15:20, or 22/11/2016 08:00 when that is not today."""
    now = clock.real_now()
    then = now + timedelta(seconds=seconds)
    if clock.local(then).date() == clock.local(now).date():
        return formatting.hour(then)
    return formatting.moment(then)


def neighbourhood(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one: what one subscriber gets."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))


# ---- the table ----------------------------------------------------------------------------------

SIGN_IN = RateLimit("sign_in", 10, DAY, KeyKind.ACCOUNT, OverLimit.ENDLESS_WORK)
SIGN_IN_NEAR = RateLimit("sign_in_near", 100, 10 * MINUTE, KeyKind.NEIGHBOURHOOD, OverLimit.WORK)
SIGN_IN_ALL = RateLimit("sign_in_all", 1000, 5 * MINUTE, KeyKind.EVERYBODY, OverLimit.WORK)
SIGN_IN_DEVICE = RateLimit("sign_in_device", 10, DAY, KeyKind.DEVICE, OverLimit.ENDLESS_WORK)
"""Wrong passwords only: a whole commune shares one address, and all sign in at eight.

A browser that the account has signed in with counts by the last limit alone, any other by the first
three.
"""

OWN_PASSWORD = RateLimit("own_password", 10, 10 * MINUTE, KeyKind.ACCOUNT)
KEEP_POST = RateLimit("keep_post", 30, 15 * MINUTE, KeyKind.ACCOUNT, OverLimit.LOST)

CODE = RateLimit("code", 5, 5 * MINUTE, KeyKind.ACCOUNT)
CODE_HOUR = RateLimit("code_hour", 20, HOUR, KeyKind.ACCOUNT)
CODE_DAY = RateLimit("code_day", 50, DAY, KeyKind.ACCOUNT)
"""One-time codes, right ones included; all three limits apply."""

HELD_ABOUT = RateLimit("held_about", 20, DAY, KeyKind.ACCOUNT)
ENTRY_NAMING = RateLimit("entry_naming", 200, DAY, KeyKind.ACCOUNT)
"""Entries of other communes asked for by their number, found or not."""
EXPORT = RateLimit("export", 120, HOUR, KeyKind.ACCOUNT)
LOOK_UP = RateLimit("population_look_up", 30, HOUR, KeyKind.ACCOUNT)
"""Counted by the database in the log of look-ups itself (``mc_note_look_up``)."""

INBOUND = RateLimit("inbound_answers", 10, DAY, KeyKind.PHONE, OverLimit.SILENCE)
INBOUND_HELP = RateLimit("inbound_help", 1, DAY, KeyKind.PHONE, OverLimit.SILENCE)
"""Counted in the replies to the phone number (``notifications.operations.inbound_sms``)."""

TRACK = RateLimit("track", 10, DAY, KeyKind.CODE, OverLimit.WORK)
TRACK_PLACE = RateLimit("track_place", 60, DAY, KeyKind.PLACE, OverLimit.WORK)
TRACK_ALL = RateLimit("track_all", 1000, 5 * MINUTE, KeyKind.EVERYBODY, OverLimit.WORK)

RESUME = RateLimit("resume", 10, DAY, KeyKind.DRAFT_CODE, OverLimit.WORK)
RESUME_PLACE = RateLimit("resume_place", 60, DAY, KeyKind.PLACE, OverLimit.WORK)
"""Wrong secrets only."""

CODE_ASK = RateLimit("one_time_ask", 10, DAY, KeyKind.ASKED_CODE)
CODE_ASK_PLACE = RateLimit("one_time_ask_place", 20, HOUR, KeyKind.PLACE, OverLimit.WORK)
CODE_ASK_ALL = RateLimit("one_time_ask_all", 1000, HOUR, KeyKind.EVERYBODY, OverLimit.WORK)
CODE_TRY_PLACE = RateLimit("one_time_try_place", 60, DAY, KeyKind.PLACE, OverLimit.WORK)
CODE_SMS = RateLimit("one_time_sms", 3, 15 * MINUTE, KeyKind.PHONE, OverLimit.UNSAID)
CODE_SMS_DAY = RateLimit("one_time_sms_day", 10, DAY, KeyKind.PHONE, OverLimit.UNSAID)
CODE_SMS_ALL = RateLimit("one_time_sms_all", 5000, DAY, KeyKind.EVERYBODY, OverLimit.UNSAID)
"""One-time codes by SMS.

The worker counts the last three in the codes themselves, over a sliding window
(``dossiers.operations.one_time_codes``).
"""

DRAFT_SMS = RateLimit("draft_sms", 3, DAY, KeyKind.PHONE, OverLimit.UNSAID)
DRAFT_SMS_PLACE = RateLimit("draft_sms_place", 20, HOUR, KeyKind.PLACE, OverLimit.UNSAID)
DRAFT_SMS_ALL = RateLimit("draft_sms_all", 5000, DAY, KeyKind.EVERYBODY, OverLimit.UNSAID)
"""Codes of drafts by SMS: whoever types a telephone number makes the city write to it."""

START_DRAFT = RateLimit("start_draft", 60, HOUR, KeyKind.PLACE)
UPLOAD = RateLimit("upload", 60, HOUR, KeyKind.DRAFT)
UPLOAD_KB = RateLimit("upload_kb", 200 * 1024, HOUR, KeyKind.DRAFT)
UPLOAD_PLACE = RateLimit("upload_place", 600, HOUR, KeyKind.PLACE)
UPLOAD_PLACE_KB = RateLimit("upload_place_kb", 2 * 1024 * 1024, HOUR, KeyKind.PLACE)

COMPLAINTS = RateLimit("complaints", 3, DAY, KeyKind.DRAFT)

SEND_PHONE = RateLimit("send_phone", 3, HOUR, KeyKind.PHONE, OverLimit.WORK)
SEND_PLACE = RateLimit("send_place", 60, HOUR, KeyKind.PLACE, OverLimit.WORK)
PROOF = RateLimit("proof", 1, HOUR, KeyKind.PROOF)
"""A proof of work is good once."""

EXAM_PLACE = RateLimit("exam_place", 60, HOUR, KeyKind.PLACE)
CERTIFICATE_PLACE = RateLimit("certificate_place", 60, HOUR, KeyKind.PLACE)
"""Unknown codes of papers and certificates: a whole class shares one address."""

VERIFY_PLACE = RateLimit("verify_place", 60, HOUR, KeyKind.PLACE, OverLimit.WORK)
VERIFY_ALL = RateLimit("verify_all", 1000, 5 * MINUTE, KeyKind.EVERYBODY, OverLimit.WORK)
"""Codes and files of issued papers that are not ours."""

TABLE: tuple[RateLimit, ...] = (
    SIGN_IN, SIGN_IN_NEAR, SIGN_IN_ALL, SIGN_IN_DEVICE, OWN_PASSWORD, KEEP_POST, CODE, CODE_HOUR,
    CODE_DAY, HELD_ABOUT, ENTRY_NAMING, EXPORT, LOOK_UP, INBOUND, INBOUND_HELP, TRACK, TRACK_PLACE,
    TRACK_ALL, RESUME, RESUME_PLACE, CODE_ASK, CODE_ASK_PLACE, CODE_ASK_ALL, CODE_TRY_PLACE,
    CODE_SMS, CODE_SMS_DAY, CODE_SMS_ALL, DRAFT_SMS, DRAFT_SMS_PLACE, DRAFT_SMS_ALL, START_DRAFT,
    UPLOAD, UPLOAD_KB, UPLOAD_PLACE, UPLOAD_PLACE_KB, COMPLAINTS, SEND_PHONE, SEND_PLACE, PROOF,
    EXAM_PLACE, CERTIFICATE_PLACE, VERIFY_PLACE, VERIFY_ALL,
)  # fmt: skip
"""Every limit."""


def rows() -> tuple[str, ...]:
    """The rows of ``docs/limits.md``."""
    return tuple(each.row for each in TABLE)
