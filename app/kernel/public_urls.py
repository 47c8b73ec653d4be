"""Public addresses of the system, for print and messages, where no request provides them."""

from collections.abc import Mapping
from urllib.parse import urlencode

_address = ""
_office = ""


def use(address: str, office: str = "") -> None:
    """Set the address of the citizens' pages, and the officers' where it is different.

    Only ``create_app()`` calls it.
    """
    global _address, _office  # one portal per process, set once at start
    _address = address.rstrip("/")
    _office = office.rstrip("/") or _address


def page(path: str, **asked: str) -> str:
    return _whole(_address, path, asked)


def spoken(path: str) -> str:
    """A page without its scheme, as a short message or a person says it."""
    return page(path).partition("://")[2]


def office_page(path: str, **asked: str) -> str:
    return _whole(_office, path, asked)


def is_ours(address: str) -> bool:
    """Whether the address belongs to the system, for citizens or for officers."""
    return any(base and address.startswith(f"{base}/") for base in (_address, _office))


def _whole(base: str, path: str, asked: Mapping[str, str]) -> str:
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{base}/{path}{query}"
