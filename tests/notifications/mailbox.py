"""A fake mail server: it stores messages, or fails as configured."""

from __future__ import annotations

import ssl
from asyncio import WriteTransport
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from socket import socket
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.kernel import clock


class Mailbox:
    """The mails of a fake server, and how it answers."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.readers: list[list[str]] = []
        self.writers: list[str | None] = []
        self.sealed: list[bool] = []
        self.known: list[tuple[str, str]] = []
        self.at_sender = self.at_reader = self.at_end = "250 OK"
        self.hangs_up = False
        self.port = 0

    def only(self) -> EmailMessage:
        """The only mail received."""
        (one,) = self.letters
        return one

    async def handle_MAIL(  # noqa: N802  # named by aiosmtpd
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        envelope.mail_from = address
        return self.at_sender

    async def handle_RCPT(  # noqa: N802  # named by aiosmtpd
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.at_reader.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.at_reader

    async def handle_DATA(  # noqa: N802  # named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.at_end.startswith("2"):
            content = cast("bytes", envelope.content)
            self.letters.append(message_from_bytes(content, policy=default))
            self.readers.append(envelope.rcpt_tos)
            self.writers.append(envelope.mail_from)
            self.sealed.append(session.ssl is not None)
        if self.hangs_up and isinstance(server.transport, WriteTransport):
            server.transport.abort()
        return self.at_end

    def let_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: Any
    ) -> AuthResult:
        """Accept the right password only."""
        self.known.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=given.password == b"the/vao@", handled=False)


def free_port() -> int:
    """A free port of this machine."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(box: Mailbox, host: str = "127.0.0.1", **how: Any) -> Iterator[Mailbox]:
    """The server, on a free port."""
    whole = how.pop("whole_tls", None)
    box.port = free_port()
    controller = Controller(box, hostname=host, port=box.port, ssl_context=whole, **how)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of this machine, and the server's side of TLS with it."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")]),
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.real_now() - timedelta(days=1))
        .not_valid_after(clock.real_now() + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "server.pem", folder / "server.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(public, private)
    return public, context
