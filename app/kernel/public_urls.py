"""Under which addresses we are found: for what is printed or sent, where no request says it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

_address = ""
_office = ""


def use(address: str, office: str = "") -> None:
    """Name the address of the citizens' pages, and the officers' where they have another.

    ``create_app()`` alone calls it.
    """
    global _address, _office  # one process serves one portal, named once at start
    _address = address.rstrip("/")
    _office = office.rstrip("/") or _address


def page(path: str, **asked: str) -> str:
    """The whole address of one of the citizens' pages."""
    return _whole(_address, path, asked)


def office_page(path: str, **asked: str) -> str:
    """The whole address of one of the officers' pages."""
    return _whole(_office, path, asked)


def is_ours(address: str) -> bool:
    """Whether a page of ours stands there, for citizens or for officers."""
    return any(base and address.startswith(f"{base}/") for base in (_address, _office))


def _whole(base: str, path: str, asked: Mapping[str, str]) -> str:
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{base}/{path}{query}"
