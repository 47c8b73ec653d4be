"""E-mail through our own SMTP server (thư điện tử): one connection per message.

The e-mail is built again at each attempt, always with the same ``Message-ID``, so that a mailbox
can merge duplicates.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from app.kernel import clock
from app.notifications.channels import email_template
from app.notifications.channels.base import (
    Outgoing,
    Postponed,
    Rejected,
    TemporaryRefusal,
    Unanswered,
)

PATIENCE_SECONDS = 20
"""For the connection, and for each response of the server."""
_PORTS = {"smtp": 25, "smtps": 465}
_OURS = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts to which a password may be sent in plain text."""


class Smtp:
    """A driver for e-mail.

    Args:
        url: ``smtp://user:password@host:25``, which uses TLS when the server offers it, or
            ``smtps://…``, which always uses TLS.
        sender: the From address, with or without a name: ``Một Cửa <tin-bao@example.vn>``.
    """

    def __init__(self, url: str, sender: str) -> None:
        at = urlsplit(url)
        self._whole_tls = at.scheme == "smtps"
        self._host, self._port = at.hostname or "localhost", at.port or _PORTS[at.scheme]
        self._user, self._password = unquote(at.username or ""), unquote(at.password or "")
        name, address = parseaddr(sender)
        self._sender = Address(name, addr_spec=address)

    def send(self, message: Outgoing) -> str:
        """Send one e-mail and return its ``Message-ID``.

        Raises:
            TemporaryRefusal: the server is unreachable or accepts nothing from us now.
            Postponed: the server does not accept this e-mail now.
            Rejected: the server accepts no e-mail for this address.
            Unanswered: the connection broke after the e-mail was sent.
        """
        letter = self._letter(message)
        with self._connection() as server:
            self._address(server, message.to)
            try:
                code, _answer = server.data(letter.as_bytes(policy=SMTP))
            except smtplib.SMTPDataError as refusal:
                raise Postponed(f"smtp_{refusal.smtp_code}") from None
            except (smtplib.SMTPException, OSError):
                raise Unanswered("no_answer") from None
            if code != 250:
                raise Postponed(f"smtp_{code}")
            with suppress(smtplib.SMTPException, OSError):  # the server has accepted it already
                server.quit()
        return str(letter["Message-ID"])

    def _letter(self, message: Outgoing) -> EmailMessage:
        letter = EmailMessage(policy=SMTP)
        letter["From"] = self._sender
        letter["To"] = _mailbox(message.to)
        letter["Subject"] = " ".join(message.subject.split())
        letter["Date"] = format_datetime(clock.real_now())
        letter["Message-ID"] = f"<{message.id}@{self._sender.domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.body, cte="base64")
        letter.add_alternative(email_template.page(message), subtype="html", cte="base64")
        for each in message.attachments:
            maintype, _slash, subtype = each.mime.partition("/")
            letter.add_attachment(
                each.content, maintype=maintype, subtype=subtype, filename=each.name
            )
        letter["Content-Language"] = message.language  # headers set before are copied to the parts
        return letter

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        """An authenticated SMTP session; nothing has been sent yet."""
        try:
            server = self._connect()
        except (smtplib.SMTPException, OSError):
            raise TemporaryRefusal("unreachable") from None
        try:
            self._introduce(server)
            yield server
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        if self._whole_tls:
            return smtplib.SMTP_SSL(
                self._host,
                self._port,
                timeout=PATIENCE_SECONDS,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(self._host, self._port, timeout=PATIENCE_SECONDS)

    def _introduce(self, server: smtplib.SMTP) -> None:
        try:
            server.ehlo_or_helo_if_needed()
            sealed = self._whole_tls
            if not sealed and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
                sealed = True
            if self._user:
                if not sealed and self._host not in _OURS:
                    raise TemporaryRefusal("no_tls")
                server.login(self._user, self._password)
        except smtplib.SMTPAuthenticationError:
            raise TemporaryRefusal("login") from None
        except ssl.SSLError:
            raise TemporaryRefusal("tls") from None
        except (smtplib.SMTPException, OSError):
            raise TemporaryRefusal("unreachable") from None

    def _address(self, server: smtplib.SMTP, to: str) -> None:
        """Send the envelope: sender and recipient."""
        try:
            code, _answer = server.mail(self._sender.addr_spec)
            if code != 250:
                raise TemporaryRefusal(f"smtp_{code}")
            code, _answer = server.rcpt(to)
        except (smtplib.SMTPException, OSError):
            raise TemporaryRefusal("unreachable") from None
        if code // 100 == 5:
            raise Rejected(f"smtp_{code}")
        if code // 100 != 2:
            raise Postponed(f"smtp_{code}")


def _mailbox(to: str) -> Address:
    """The parsed address of a recipient.

    Raises:
        Rejected: the address is invalid.
    """
    try:
        mailbox = Address(addr_spec=to)
        mailbox.addr_spec.encode("ascii")
    except (MessageError, ValueError, IndexError):
        raise Rejected("address") from None
    if not mailbox.domain or mailbox.addr_spec != to:
        raise Rejected("address")
    return mailbox
