"""Keys and certificates as PEM: read from a setting, or made for development (khoá và chứng thư).

Nothing here is our own cryptography: keys and certificates are made and read by ``cryptography``.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.kernel import clock

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.+?-----END \1-----", re.DOTALL)
_LASTS = timedelta(days=3650)
_CLOCKS_DIFFER = timedelta(days=1)


def blocks(pem: str, kind: str) -> Sequence[bytes]:
    """The blocks of one kind, such as ``CERTIFICATE``, in their order."""
    return [found[0].encode() for found in _BLOCK.finditer(pem) if found[1].endswith(kind)]


def development_keys(folder: Path) -> Mapping[str, str]:
    """Keys of the seal, of a time-stamp authority and of codes, in files of a checkout."""
    name = "Một Cửa (phát triển)"
    return {
        "seal": kept(folder / "seal.pem", partial(new_seal_key, name)),
        "timestamps": kept(folder / "timestamps.pem", partial(new_timestamp_key, name)),
        "codes": kept(folder / "codes.pem", new_code_key),
    }


def kept(path: Path, make: Callable[[], str]) -> str:
    """The key in a file of this machine; made once, whichever process comes first."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        mine = path.with_suffix(f".{os.getpid()}")
        write(mine, make())
        with suppress(FileExistsError):  # another process was first: its key is used
            os.link(mine, path)
        mine.unlink()
    return path.read_text()


def write(path: Path, pem: str) -> None:
    """Write a new key that only its owner reads.

    Raises:
        FileExistsError: there is one already, under which papers may have been issued.
    """
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400), "w") as stream:
        stream.write(pem)


def new_code_key() -> str:
    """A key for the codes on papers (Ed25519)."""
    return _pem(ed25519.Ed25519PrivateKey.generate())


def new_seal_key(name: str) -> str:
    """A key for the seal (P-256), with a certificate that it signs itself: for development."""
    key = ec.generate_private_key(ec.SECP256R1())
    return _pem(key) + _certificate(key, name)


def new_timestamp_key(name: str) -> str:
    """Key and certificate of a time-stamp authority for development and tests."""
    key = rsa.generate_private_key(65537, 2048)
    return _pem(key) + _certificate(key, name, ExtendedKeyUsageOID.TIME_STAMPING)


def _pem(key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _certificate(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    name: str,
    purpose: x509.ObjectIdentifier | None = None,
) -> str:
    said = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = clock.real_now()
    signs = x509.KeyUsage(
        digital_signature=True, content_commitment=purpose is None, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(said)
        .issuer_name(said)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER)
        .not_valid_after(now + _LASTS)
        .add_extension(signs, critical=True)
    )
    if purpose:
        certificate = certificate.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return certificate.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()
