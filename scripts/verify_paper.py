#!/usr/bin/env python3
"""Check the QR code of an issued paper without network (xác thực giấy tờ khi không có mạng).

    verify_paper.py jwks.json 'https://…/xac-thuc/eyJhbGciOi…'

``jwks.json`` is fetched once from ``/.well-known/giay-to/jwks.json`` of the portal. The text is
what a phone reads from the QR. Needs Python 3.11 and ``cryptography``, nothing else.

A right signature says that the office issued the paper with these facts: compare them with the
paper. Whether it was superseded or revoked later, only the page of the portal knows.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LABELS = {
    "k": "Giấy",
    "n": "Số",
    "o": "Nơi cấp",
    "d": "Ngày cấp",
    "p": "Người được cấp (viết tắt)",
    "y": "Năm sinh",
    "c": "Mã xác thực",
}
USAGE = 2


def decoded(part: str) -> bytes:
    """Base64url without padding, one spelling only.

    Raises:
        ValueError: the text is no base64url, or not as an encoder writes it.
    """
    raw = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != part:
        raise ValueError("not canonical")
    return raw


def keys_of(key_set: dict[str, Any]) -> dict[str, bytes]:
    """The Ed25519 keys of a JWK set by their id."""
    return {
        each["kid"]: decoded(each["x"])
        for each in key_set["keys"]
        if each.get("kty") == "OKP" and each.get("crv") == "Ed25519"
    }


def verify(text: str, keys: dict[str, bytes]) -> dict[str, str] | None:
    """What a QR of ours says; None for any other text."""
    parts = text.strip().rsplit("/", 1)[-1].split(".")
    try:
        header, said, signature = (decoded(part) for part in parts)
        head = json.loads(header)
        if head.get("alg") != "EdDSA" or head.get("kid") not in keys:
            return None
        key = Ed25519PublicKey.from_public_bytes(keys[head["kid"]])
        key.verify(signature, f"{parts[0]}.{parts[1]}".encode())
        facts = json.loads(said)
    except (ValueError, AttributeError, TypeError, InvalidSignature):
        return None
    return facts if isinstance(facts, dict) else None


def main(arguments: list[str]) -> int:
    """Print what the QR says; 0 if the signature is right."""
    if len(arguments) != USAGE:
        print(__doc__)
        return USAGE
    key_file = Path(arguments[0]).read_bytes()
    facts = verify(arguments[1], keys_of(json.loads(key_file)))
    if facts is None:
        print("KHÔNG ĐÚNG: mã này không phải do hệ thống cấp, hoặc đã bị sửa đổi.")
        return 1
    print("CHỮ KÝ ĐÚNG. So từng dòng với giấy:")
    for key, label in LABELS.items():
        print(f"  {label}: {facts.get(key, '')}")
    print(f"  (khóa công khai: SHA-256 {hashlib.sha256(key_file).hexdigest()[:16]}…)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
