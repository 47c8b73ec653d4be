"""What a package adds to the site: said in its ``registration.py``, bound by ``create_app()``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import ModuleType

from flask import Blueprint
from flask_appbuilder import BaseView
from flask_babel import LazyString

from app.kernel.web.counters import Counter, StartPanel
from app.kernel.web.search import SearchSource
from config import Config


@dataclass(frozen=True, kw_only=True)
class Package:
    """Pages, labels, counters, handlers and settings of one package."""

    name: str
    pages: Sequence[type[BaseView]] = ()
    """Views without an entry in the menu (``app/views.py``), reached from other pages."""
    blueprints: Sequence[Blueprint] = ()
    callbacks: Sequence[Blueprint] = ()
    """Blueprints that other systems call, which have no CSRF token of ours."""
    counters: Sequence[Counter] = ()
    start_panels: Sequence[StartPanel] = ()
    """What of it stands on the start page beside the counters."""
    searched: Sequence[SearchSource] = ()
    """What the search of the head finds of it."""
    handlers: Sequence[Callable[[], None]] = ()
    """What it registers with the hooks of lower packages, see ``Hook.handlers``."""
    nouns: dict[str, LazyString] = field(default_factory=dict)
    """Labels of permission nouns; without one the label of the noun's menu entry is used."""
    jobs: Sequence[ModuleType] = ()
    """Modules that declare jobs or retention rules, named so that every process imports them."""
    configure: Callable[[Config], None] | None = None
    """Takes over the settings of the package."""
