"""Under which address citizens find us: for what is printed or sent, where no request says it."""

from __future__ import annotations

from urllib.parse import urlencode

_address = ""


def use(address: str) -> None:
    """Name the address of the citizens' pages; ``create_app()`` alone calls it."""
    global _address  # one process serves one portal, named once at start
    _address = address.rstrip("/")


def page(path: str, **asked: str) -> str:
    """The whole address of one of the citizens' pages."""
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{_address}/{path}{query}"
