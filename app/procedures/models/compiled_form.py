"""Compiled forms: fetched and parsed once per process, then shared.

Published versions never change, and each of their dossiers needs the form on every page. A version
carries the digest of its document, which the database computes, so that what is shared cannot be
stale.
"""

from functools import lru_cache
from typing import Any


class CompiledForm(dict[str, Any]):
    """The document of a version, shared between requests and never modified."""

    understood: Any = None
    """The parsed ``rules.Form``."""


@lru_cache(maxsize=128)
def shared(_digest: str) -> CompiledForm:
    """The document with this digest; empty until somebody fills it in."""
    return CompiledForm()
