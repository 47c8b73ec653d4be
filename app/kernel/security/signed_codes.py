"""Signed statements for QR codes: compact JWS with Ed25519, checked without network (mã có chữ ký).

The public keys are published as a JWK set; ``scripts/verify_paper.py`` needs nothing else. A key
that is no longer used stays in the setting as a public key: papers stand for ever.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from jwt.algorithms import OKPAlgorithm
from jwt.api_jws import PyJWS
from jwt.exceptions import InvalidTokenError
from jwt.utils import base64url_decode, base64url_encode

from app.kernel.security import key_files

ALGORITHM = "EdDSA"
LONGEST = 2000
"""Characters of a token; a QR code of ours has some 400."""
_SPELT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]{86}", re.ASCII)
_JWS = PyJWS(algorithms=[ALGORITHM])


@dataclass(frozen=True)
class CodeKeys:
    """The key that signs, and the public keys by their id, retired ones too."""

    signing: Ed25519PrivateKey | None
    """None on the public surface, which only checks."""
    public: Mapping[str, Ed25519PublicKey]

    @classmethod
    def from_pem(cls, pem: str) -> "CodeKeys":
        """Read the private key, if there is one, and public keys that were used before.

        Raises:
            ValueError: the text holds another kind of key, or none.
        """
        private = [
            load_pem_private_key(each, None) for each in key_files.blocks(pem, "PRIVATE KEY")
        ]
        public = [load_pem_public_key(each) for each in key_files.blocks(pem, "PUBLIC KEY")]
        known = [*(each.public_key() for each in private), *public]
        ours = [each for each in known if isinstance(each, Ed25519PublicKey)]
        if not ours or len(ours) < len(known):
            raise ValueError("CODE_KEY: keys of Ed25519 are needed")
        signing = next((each for each in private if isinstance(each, Ed25519PrivateKey)), None)
        return cls(signing, {key_id(each): each for each in ours})


_keys: CodeKeys | None = None


def use(pem: str) -> None:
    """Sign with the key of this PEM. Set once."""
    global _keys  # one set of keys per process
    _keys = CodeKeys.from_pem(pem)


def sign(statement: Mapping[str, Any]) -> str:
    """The statement as a token that anyone with the public key can check."""
    signing = _used().signing
    if signing is None:
        raise RuntimeError("CODE_KEY has no private key: this process signs nothing")
    words = json.dumps(statement, ensure_ascii=False, separators=(",", ":")).encode()
    key = key_id(signing.public_key())
    return _JWS.encode(words, signing, ALGORITHM, headers={"kid": key, "typ": None})


def read(token: str) -> Mapping[str, Any] | None:
    """What a token of ours says; None for any other."""
    if len(token) > LONGEST or not _SPELT.fullmatch(token) or _signature_spelt_anew(token) != token:
        return None
    try:
        header = _JWS.get_unverified_header(token)
        key = _used().public.get(str(header.get("kid")))
        if key is None:
            return None
        said = json.loads(_JWS.decode(token, key, algorithms=[ALGORITHM]))
    except (InvalidTokenError, ValueError):
        return None
    return said if isinstance(said, dict) else None


def key_set() -> dict[str, Any]:
    """The public keys as a JWK set (RFC 7517)."""
    return {
        "keys": [
            {**OKPAlgorithm.to_jwk(key, as_dict=True), "kid": name, "alg": ALGORITHM, "use": "sig"}
            for name, key in _used().public.items()
        ]
    }


def key_id(key: Ed25519PublicKey) -> str:
    """The first eight hexadecimal digits of the key's SHA-256."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:8]


def _signature_spelt_anew(token: str) -> str:
    """The last bits of a signature's last letter say nothing: one spelling counts, ours."""
    signed, _dot, signature = token.rpartition(".")
    return f"{signed}.{base64url_encode(base64url_decode(signature)).decode()}"


def _used() -> CodeKeys:
    if _keys is None:
        raise RuntimeError("signed_codes.use() was not called")
    return _keys
