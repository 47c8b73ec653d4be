"""The electronic seal on issued papers: PAdES B-T over a whole PDF/A-3, by pyHanko (dấu điện tử).

While the time-stamp authority does not answer, papers are sealed without its stamp (PAdES B-B).

The seal is invisible and certifies the file: any later change breaks it. The metadata stay as typst
wrote them, so that what was PDF/A before is so afterwards.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from typing import TypeVar

from asn1crypto import keys, pem, x509
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import pkcs11, signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.kernel import clock
from app.kernel.security import key_files

Result = TypeVar("Result")
FIELD = "DauDienTu"
SIZE = 8 * 1024
"""Room for signature, certificates and time stamp."""
TSA_SECONDS = 2
TSA_PAUSE = timedelta(minutes=1)
"""After no answer: whoever signs next in the same book waits for nothing."""
logger = logging.getLogger(__name__)


@dataclass
class Authority:
    """The time-stamp authority; one that did not answer is left alone for a while."""

    timestamper: TimeStamper
    shut_until: datetime | None = None

    @property
    def at_work(self) -> TimeStamper | None:
        shut = self.shut_until is not None and clock.real_now() < self.shut_until
        return None if shut else self.timestamper

    def shut(self, error: Exception) -> None:
        self.shut_until = clock.real_now() + TSA_PAUSE
        logger.warning("the time-stamp authority does not answer: %s", error)


@dataclass(frozen=True, kw_only=True, repr=False)
class SealSettings:
    """Where the key of the seal and the time come from."""

    key: str
    """PEM: the key, unless a token holds it; its certificate first; then others that are known."""
    timestamps: str
    """Address of the authority, or the PEM of one for development; empty: nothing is sealed."""
    token: str = ""
    """PKCS#11: ``/path/to/module.so:token:label``; the key never leaves it."""
    pin: str = ""


class _Unchanged(IncrementalPdfFileWriter):
    """Adds the seal and leaves the metadata alone: they say when the paper was made."""

    def _update_meta(self) -> None:
        pass


@dataclass(frozen=True)
class Seal:
    """The seal of this installation, and the certificates that it recognises."""

    settings: SealSettings
    known: Sequence[x509.Certificate]
    authority: Authority | None

    @classmethod
    def of(cls, settings: SealSettings) -> "Seal":
        """Read the certificates and find the time-stamp authority.

        Raises:
            ValueError: no certificate is given.
        """
        known = _certificates(settings.key)
        if not known:
            raise ValueError("SEAL_KEY: a certificate is needed")
        if not settings.timestamps:
            return cls(settings, known, None)
        if not settings.timestamps.startswith("-----"):
            remote = HTTPTimeStamper(settings.timestamps, timeout=TSA_SECONDS)
            return cls(settings, known, Authority(remote))
        own = _certificates(settings.timestamps)
        dummy = DummyTimeStamper(tsa_cert=own[0], tsa_key=_private_key(settings.timestamps))
        return cls(settings, [*known, *own], Authority(dummy))

    def put_on(self, paper: bytes) -> bytes:
        """The paper with the seal; its own bytes are the first of the file.

        It is called while the number of the entry is locked, so that no number is without its
        paper: a missing time stamp must neither refuse the signature nor hold up the next one.
        """
        if self.authority is None:
            raise RuntimeError("SEAL_TSA is not set: this process seals nothing")
        try:
            return self._sealed(paper, self.authority.at_work)
        except TimestampRequestError as error:
            self.authority.shut(error)
            return self._sealed(paper, None)

    def _sealed(self, paper: bytes, timestamper: TimeStamper | None) -> bytes:
        said = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        with self.signer() as signer:
            sealing = signers.PdfSigner(said, signer=signer, timestamper=timestamper)
            writer = _Unchanged(BytesIO(paper))
            made = _apart(partial(sealing.sign_pdf, writer, bytes_reserved=2 * SIZE))
        return bytes(made.getvalue())

    @contextmanager
    def signer(self) -> Iterator[signers.Signer]:
        """What signs: the key of the setting, or that of a token (chữ ký số chuyên dùng)."""
        own = self.known[0]
        if not self.settings.token:
            yield signers.SimpleSigner(
                signing_cert=own,
                signing_key=_private_key(self.settings.key),
                cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # the library’s own
            )
            return
        module, token, label = self.settings.token.rsplit(":", 2)
        with pkcs11.open_pkcs11_session(
            module, token_criteria=TokenCriteria(label=token), user_pin=self.settings.pin
        ) as session:
            yield pkcs11.PKCS11Signer(
                session,
                signing_cert=own,
                key_label=label,
                use_raw_mechanism=True,  # every token can, few hash by themselves
            )

    def is_whole(self, pdf: bytes) -> bool:
        """Whether one of our seals covers the whole file, nothing of it or its time changed."""
        try:
            seals = PdfFileReader(BytesIO(pdf)).embedded_signatures
            if len(seals) != 1 or seals[0].signer_cert.dump() not in self.own():
                return False
            trusted = ValidationContext(trust_roots=self.known, allow_fetching=False)
            status = _apart(
                partial(validate_pdf_signature, seals[0], trusted, trusted, skip_diff=True)
            )
        except Exception:  # a damaged file fails in more ways than can be named
            return False
        time = status.timestamp_validity
        covers = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        in_time = time is None or (time.intact and time.valid)
        return bool(covers and status.intact and status.valid and in_time)

    def is_named_in(self, pdf: bytes) -> bool:
        """Whether the file carries a certificate of our seal, whatever else is true of it.

        Looks at the bytes and interprets none of them: the file may be anybody's.
        """
        lower = pdf.lower()
        return any(each.hex().encode() in lower for each in self.own())

    def own(self) -> Sequence[bytes]:
        """The certificate of the seal and former ones of the same name, as DER."""
        name = self.known[0].subject
        return [each.dump() for each in self.known if each.subject == name]

    def certificates(self) -> bytes:
        """The known certificates as PEM, to be published."""
        return b"".join(pem.armor("CERTIFICATE", each.dump()) for each in self.known)


_seal: Seal | None = None


def use(settings: SealSettings) -> None:
    """Seal with this key. Set once."""
    global _seal  # one seal per process
    _seal = Seal.of(settings)


def seal() -> Seal:
    if _seal is None:
        raise RuntimeError("electronic_seal.use() was not called")
    return _seal


def _apart(work: Callable[[], Result]) -> Result:
    """Do it in a thread of its own: pyHanko runs an event loop, and the caller may have one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def _certificates(text: str) -> list[x509.Certificate]:
    found = key_files.blocks(text, "CERTIFICATE")
    return [x509.Certificate.load(pem.unarmor(each)[2]) for each in found]


def _private_key(text: str) -> keys.PrivateKeyInfo:
    (found,) = key_files.blocks(text, "PRIVATE KEY")
    return keys.PrivateKeyInfo.load(pem.unarmor(found)[2])
