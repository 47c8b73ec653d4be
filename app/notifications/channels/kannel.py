"""Short messages through Kannel, a self-hosted gateway (tổng đài tin nhắn Kannel).

One HTTP request per message. Number, text and password go into the request and nowhere
else: no error and no log repeats them. The meaning of the response decides whether the message
may be sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from app.notifications.channels.base import Rejected, TemporaryRefusal, Unanswered, Undelivered
from app.notifications.rules.callback_urls import report_address

if TYPE_CHECKING:
    from app.notifications.channels.base import Outgoing
    from config import Notices

CONNECTS_WITHIN, ANSWERS_WITHIN = 3.0, 10.0
"""Timeouts in seconds; Kannel answers as soon as it has stored a message."""
_LONGEST_ANSWER = 4096
_ACCEPTED, _STRANGER, _BUSY = 202, 401, 503
_FAULTS_OF_OURS, _FAULTS_OF_THEIRS = 400, 500
_GSM, _UCS2 = "0", "2"
_EVERY_REPORT = "31"


class Kannel:
    """The driver of a real gateway."""

    def __init__(self, settings: Notices) -> None:
        self._settings = settings
        self._url = urlsplit(settings.kannel_url)

    def send(self, message: Outgoing) -> str:
        """Send the message; Kannel returns no reference, so a constant of our own is used.

        Raises:
            Undelivered: refused, rejected, or the response was lost.
        """
        status, words = self._ask(self._wish(message))
        if status == _ACCEPTED:
            return f"kannel:{message.id}"
        raise _failure(status, words.lower())

    def _wish(self, message: Outgoing) -> dict[str, str]:
        route = {"smsc": self._settings.kannel_smsc} if self._settings.kannel_smsc else {}
        return route | {
            "username": self._settings.kannel_user,
            "password": self._settings.kannel_password,
            "from": self._settings.sms_from,
            "to": message.to,
            "text": message.body,
            "charset": "UTF-8",
            "coding": _UCS2 if message.accented else _GSM,
            "dlr-mask": _EVERY_REPORT,
            "dlr-url": report_address(message.id),
        }

    def _ask(self, wish: Mapping[str, str]) -> tuple[int, str]:
        """Status and body of the response; before the request is sent, nothing can be lost."""
        line = self._connected()
        try:
            line.request(
                "GET", f"{self._url.path}?{urlencode(wish)}"
            )  # Kannel does not read POST forms
            answer = line.getresponse()
            return answer.status, answer.read(_LONGEST_ANSWER).decode("utf-8", "replace")
        except (OSError, HTTPException):
            # without its cause: Python's message about a broken response may quote it
            raise Unanswered("no_answer") from None
        finally:
            line.close()

    def _connected(self) -> HTTPConnection:
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        line = kind(self._url.hostname or "", self._url.port, timeout=CONNECTS_WITHIN)
        try:
            line.connect()
        except OSError:
            raise TemporaryRefusal("unreachable") from None
        line.sock.settimeout(ANSWERS_WITHIN)
        return line


def _failure(status: int, words: str) -> Undelivered:
    """Why the message was not accepted. A response possibly from a proxy counts as unanswered."""
    if status == _BUSY or "temporal failure" in words:
        return TemporaryRefusal("busy")
    if "authori" in words or status == _STRANGER:
        return TemporaryRefusal("auth")
    if "number" in words:
        return Rejected("number")
    if "routable" in words:  # no route: a configuration fault on our side, to be fixed
        return TemporaryRefusal("not_routable")
    taken = TemporaryRefusal if _FAULTS_OF_OURS <= status < _FAULTS_OF_THEIRS else Unanswered
    return taken(f"http_{status}")
