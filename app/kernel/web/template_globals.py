"""Globals of all templates: icons, the sprite of the icons used, addresses of files.

Icons are our own and live in ``static/img/sprite.svg``. A page includes only the symbols that it
uses: ``mc_icon()`` records them while the page is rendered, ``mc_sprite()`` at the end of the body
outputs them.
"""

import re
from collections.abc import Callable, Iterable, MutableMapping
from functools import cache, wraps
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask.sansio.app import App
from flask.templating import Environment as FlaskEnvironment
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader, pass_context
from jinja2.defaults import DEFAULT_FILTERS
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup

from app.kernel import clock
from app.kernel.deadlines.deadline import SAME_DAY_HOUR
from app.kernel.i18n import formatting
from app.kernel.web import icons, static_files
from app.kernel.web.lists import pagination, search_panel

STATIC = Path(__file__).parents[2] / "static"
NO_SUPPORT_PHONE = "02400000000"
"""Shown until a deployment says its own; not printed on paper."""
GOVUK = ("govuk_frontend_jinja", "govuk_frontend_wtf")
"""Packages whose templates our form fields use; a file of ours with the same path wins."""

Filter = Callable[..., Any]

_INDENTATION = re.compile(r"\n[ \t]+")
_SYMBOL = re.compile(r'<symbol id="([^"]+)".*?</symbol>', re.DOTALL)


class Unindented(Extension):
    """Compile templates without their indentation, a quarter of what a page would weigh.

    The line breaks stay: words stay apart, and errors name the right line.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _INDENTATION.sub("\n", source) if (name or "").endswith(".html") else source


class Environment(FlaskEnvironment):
    """Templates share the globals as a plain dictionary.

    Jinja wraps them for each template in a ``ChainMap``, so that none can add to those of all;
    ours add none. For each import on a page that one is searched in Python, name by name. All
    templates stay compiled: there are more than the 400 that Jinja keeps.
    """

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, cache_size=1000, **options)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask, **of_packages: Callable[..., Any]) -> None:
    """Register template globals and filters, after FAB; also those of higher packages."""
    app.jinja_env.add_extension(Unindented)
    app.config.setdefault("SUPPORT_PHONE", NO_SUPPORT_PHONE)
    app.jinja_env.globals.update(
        mc_icon=icon,
        mc_sprite=sprite,
        asset=static_files.address,
        mc_search_controls=search_panel.search_controls,
        mc_conditions=search_panel.conditions,
        demonstration_day=demonstration_day,
        SAME_DAY_HOUR=SAME_DAY_HOUR,
        appbuilder=app.appbuilder,  # type: ignore[attr-defined]
        **of_packages,
    )
    app.jinja_env.filters.update({"is_here": is_here, **pagination.FILTERS})
    govuk = PrefixLoader({name: PackageLoader(name) for name in GOVUK})
    app.jinja_loader = ChoiceLoader([app.jinja_loader, govuk])  # type: ignore[list-item]
    formatting.init_app(app)
    static_files.init_app(app)
    own = {key: each for key, each in app.jinja_env.filters.items() if not _is_jinjas(each)}
    app.jinja_env.filters.update({key: _asked_anew(each) for key, each in own.items()})


def _is_jinjas(asked: Filter) -> bool:
    return asked in DEFAULT_FILTERS.values()


def _asked_anew(asked: Filter) -> Filter:
    """A filter that Jinja does not compute when it compiles a template with constants.

    Ours and those of FAB look at the request: permissions, language, the page that is open.
    """

    @pass_context
    @wraps(asked)
    def ask(_context: Context, *values: Any, **named: Any) -> Any:
        return asked(*values, **named)

    return ask


def compile_all(app: Flask) -> None:
    """Compile every template now, for all processes that are forked from this one."""
    for name in app.jinja_env.list_templates(extensions=("html", "txt")):
        app.jinja_env.get_template(name)


def demonstration_day() -> str:
    """The business day of the demonstration, dd/mm/yyyy; empty where days are the real ones."""
    return formatting.day(clock.today()) if clock.is_shifted() else ""


def is_here(url: str) -> bool:
    """Whether a page of the menu, or one below it, is open: ``…/xa/list/``, ``…/xa/show/7``."""
    below = url.removesuffix("list/")
    return len(url) > 1 and (
        request.path == url or (url.endswith("/list/") and request.path.startswith(below))
    )


def icon(name: str | None, *, end: bool = False) -> Markup:
    """An icon beside a word: ``search``, or ``st-late`` for the shape of a state.

    An unknown name renders nothing: menus may still carry names of other icon sets.
    """
    key, drawn = _drawn(name or "", end=end)
    if drawn:
        icons.use([key])
    return drawn


@cache
def _drawn(name: str, *, end: bool) -> tuple[str, Markup]:
    key = symbol_key(name)
    if key not in symbols():
        return key, Markup("")
    place = " mc-i--end" if end else ""
    return key, Markup('<svg class="mc-i%s" aria-hidden="true"><use href="#%s"></use></svg>') % (
        place,
        key,
    )


def use_icons(names: Iterable[str]) -> None:
    """Include these icons in the sprite, for a fragment rendered before."""
    icons.use(key for key in map(symbol_key, names) if key in symbols())


def sprite(names: list[str] | None = None) -> Markup:
    """The symbols used so far in this page, and those named; nothing when there are none."""
    used = dict.fromkeys((*icons.taken(), *map(symbol_key, names or ())))
    if not used:
        return Markup("")
    drawn = "".join(symbols().get(key, "") for key in used)
    return Markup(
        '<svg class="mc-sprite" width="0" height="0" aria-hidden="true" focusable="false">%s</svg>'
    ) % Markup(drawn)  # noqa: S704  # our own file


@cache
def symbols() -> dict[str, str]:
    drawn = (STATIC / "img" / "sprite.svg").read_text()
    return {found[1]: found[0] for found in _SYMBOL.finditer(drawn)}


def symbol_key(name: str) -> str:
    """``search`` is drawn by the symbol ``i-search``; states keep their own prefix."""
    return name if name.startswith(("i-", "st-")) else f"i-{name}"
