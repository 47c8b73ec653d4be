"""The readiness board: all communes by phase and district, as a page and as a file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from flask import Response, render_template, request
from flask_appbuilder import BaseView
from flask_babel import get_locale, gettext
from markupsafe import Markup

from app.kernel import clock
from app.kernel.audit.access_log import AccessKind
from app.kernel.i18n.formatting import capitalize_first
from app.kernel.i18n.formatting import day as written
from app.kernel.spreadsheets.writer import table_pieces
from app.kernel.text.folding import fold
from app.kernel.text.parsing import line
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import download
from app.kernel.web.routes import route
from app.kernel.web.template_globals import use_icons
from app.rollout.models.readiness import ReadinessDay
from app.rollout.queries import readiness_board as boards
from app.rollout.queries.readiness_board import Board, BoardCommune
from app.rollout.rules.readiness import Check, Light
from app.rollout.views import readiness_labels as words

Word = TypeVar("Word", bound=StrEnum)


BLOCKED, UNDECIDED = "co", "cho-quyet-dinh"
OPEN, CLOSED = "da", "chua"
"""Whether the form of a commune is open."""


class Order(StrEnum):
    """Order of communes (thứ tự)."""

    NAME = "ten"
    LOWEST = "thap"
    HIGHEST = "cao"


ORDERS: dict[Order, Callable[[BoardCommune], Any]] = {
    Order.NAME: lambda _standing: 0,
    Order.LOWEST: lambda standing: standing.readiness.score,
    Order.HIGHEST: lambda standing: -standing.readiness.score,
}


@dataclass(frozen=True)
class BoardFilter:
    """The filter of the board."""

    phase: int | None
    district: str
    blocker: Check | str | None
    """One thing in the way, anything (``BLOCKED``), or nothing but a decision (``UNDECIDED``)."""
    light: Light | None
    order: Order
    typed: str = ""
    opening: str | None = None
    page: int = 1

    @property
    def is_list(self) -> bool:
        narrowed = self.district or self.blocker or self.light or self.typed or self.opening
        return bool(narrowed) or self.order is not Order.NAME

    @property
    def address(self) -> dict[str, Any]:
        return {
            "giai_doan": self.phase,
            "huyen": self.district or None,
            "vuong_mac": self.blocker,
            "muc": self.light,
            "mo": self.opening,
            "tim": self.typed or None,
            "thu_tu": None if self.order is Order.NAME else self.order,
        }

    def takes(self, standing: BoardCommune) -> bool:
        unit, readiness = standing.unit, standing.readiness
        return (
            self.phase in {None, unit.phase}
            and (not self.district or bool(unit.district and unit.district.code == self.district))
            and self._is_in_the_way(standing)
            and self.light in {None, readiness.light}
            and self.opening in {None, OPEN if standing.is_open(clock.today()) else CLOSED}
            and fold(self.typed) in unit.folded
        )

    def _is_in_the_way(self, standing: BoardCommune) -> bool:
        blockers = standing.readiness.blockers
        if self.blocker == BLOCKED:
            return bool(blockers)
        if self.blocker == UNDECIDED:
            return not blockers and standing.evidence.verdict is None
        return self.blocker is None or self.blocker in blockers


class Readiness(BaseView):
    """Which communes are ready to open, and their blockers (mức sẵn sàng)."""

    route_base = "/can-bo/san-sang"
    default_view = "board"
    class_permission_name = "Readiness"

    @route("/", verb="read")
    def board(self) -> Any:
        """Squares by district; a list of communes with a filter."""
        asked, found = _asked(), boards.board(current_actor(), clock.today())
        chosen = _chosen(found, asked)
        return self.render_template(
            "rollout/readiness_board.html",
            asked=asked,
            board=found,
            communes=_list(found, asked, chosen)
            if asked.is_list
            else _squares(found, asked, chosen),
            chosen=chosen,
            has_more=len(chosen) > PAGE * asked.page,
            counts=boards.lights(chosen),
            opened=sum(each.is_open(found.day) for each in chosen),
            districts=_all_districts(found),
            orders=Order,
            checks=[check for check in Check if check in words.BLOCKERS],
            words=words,
            now=clock.now(),
        )

    @route("/tai-ve.<any(csv,xlsx):kind>", verb="read")
    def file(self, kind: str) -> Response:
        """The same communes as a spreadsheet; the download is logged."""
        actor, asked = current_actor(), _asked()
        found = boards.board(actor, clock.today())
        rows = list(_rows(_chosen(found, asked), found))
        access_log.log_list_access(actor, ReadinessDay, ["board"], how=AccessKind.EXPORT)
        content = table_pieces(kind, gettext("Readiness"), _heads(), rows)
        return download(f"muc-san-sang-{found.day:%Y-%m-%d}.{kind}", content)


NAMED = 3
"""Communes of a district that are named below its squares."""
PAGE, LAST_PAGE = 50, 20
"""Communes on a page of the list, and its pages at most."""
MOST_DRAWN = 32
_drawn: WeakKeyDictionary[Board, dict[tuple[str, BoardFilter], str]] = WeakKeyDictionary()
"""Squares and lists of a board that is kept, by language and filter."""


def _squares(found: Board, asked: BoardFilter, chosen: Sequence[BoardCommune]) -> Markup:
    """The squares of all communes of a phase, or of both, by district."""
    return _kept(
        found,
        asked,
        lambda: render_template(
            "rollout/readiness_board_squares.html",
            phases=[
                (each, districts)
                for each in found.phases
                if (districts := _districts(found, chosen, each.n))
            ],
            day=found.day,
            lights=boards.lights,
            words=words,
        ),
    )


def _list(found: Board, asked: BoardFilter, chosen: Sequence[BoardCommune]) -> Markup:
    use_icons(f"st-{shape}" for shape in words.LIGHT_SHAPES.values())
    return _kept(
        found,
        asked,
        lambda: render_template(
            "rollout/readiness_board_list.html",
            listed=chosen[PAGE * (asked.page - 1) : PAGE * asked.page],
            count=len(chosen),
            districts=_all_districts(found),
            words=words,
        ),
    )


def _kept(found: Board, asked: BoardFilter, draw: Callable[[], str]) -> Markup:
    """Drawn once for a board, however many look at it."""
    drawn, key = _drawn.setdefault(found, {}), (str(get_locale()), asked)
    if key not in drawn:
        if len(drawn) >= MOST_DRAWN:
            drawn.clear()
        drawn[key] = draw()
    return Markup(drawn[key])  # noqa: S704  # a template of ours made it


def _asked() -> BoardFilter:
    typed = request.args
    said = typed.get("vuong_mac", "")
    return BoardFilter(
        phase=int(typed["giai_doan"]) if typed.get("giai_doan") in {"1", "2"} else None,
        district=typed.get("huyen", "")[:16],
        blocker=_word(Check, said) or (said if said in {BLOCKED, UNDECIDED} else None),
        light=_word(Light, typed.get("muc", "")),
        order=_word(Order, typed.get("thu_tu", "")) or Order.NAME,
        typed=line(typed.get("tim", ""))[:80],
        opening=typed.get("mo") if typed.get("mo") in {OPEN, CLOSED} else None,
        page=min(max(typed.get("trang", 1, type=int), 1), LAST_PAGE),
    )


def _word(kind: type[Word], typed: str) -> Word | None:
    return kind(typed) if typed in set(kind) else None


def _chosen(found: Board, asked: BoardFilter) -> Sequence[BoardCommune]:
    return sorted(filter(asked.takes, found.standings), key=ORDERS[asked.order])


def _districts(
    found: Board, chosen: Iterable[BoardCommune], n: int
) -> list[tuple[Any, list[BoardCommune], str]]:
    """The districts of a phase: their communes that pass the filter, worst first, and the worst."""
    wanted = {each.unit.id for each in chosen}
    return [
        (district, sorted(own, key=ORDERS[Order.LOWEST]), _worst(own))
        for district, all_ in found.by_district(n).items()
        if (own := [each for each in all_ if each.unit.id in wanted])
    ]


def _worst(communes: Iterable[BoardCommune]) -> str:
    """The names of the communes furthest from ready, in one sentence."""
    behind = sorted(
        (each for each in communes if each.readiness.light is not Light.READY),
        key=ORDERS[Order.LOWEST],
    )
    if not behind:
        return gettext("All are ready.")
    names = ", ".join(capitalize_first(each.unit.name) for each in behind[:NAMED])
    if len(behind) <= NAMED:
        return gettext("Furthest from ready: %(names)s.", names=names)
    return gettext(
        "Furthest from ready: %(names)s and %(n)s more.", names=names, n=len(behind) - NAMED
    )


def _all_districts(found: Board) -> dict[str, str]:
    """The districts to choose from, if there is more than one."""
    names = {
        each.unit.district.code: each.unit.district.name
        for each in found.standings
        if each.unit.district
    }
    return names if len(names) > 1 else {}


def _heads() -> list[str]:
    return [
        gettext("Code"),
        gettext("Commune"),
        gettext("District"),
        gettext("Phase"),
        gettext("Score"),
        gettext("Readiness"),
        gettext("What stands in the way"),
        gettext("Decision"),
        gettext("Opens on"),
    ]


def _rows(chosen: Iterable[BoardCommune], found: Board) -> Iterator[Sequence[Any]]:
    lights = words.states()
    blockers = {check: str(label) for check, label in words.BLOCKERS.items()}
    for each in chosen:
        verdict, unit = each.evidence.verdict, each.unit
        yield (
            unit.code,
            capitalize_first(unit.name),
            capitalize_first(unit.district.name) if unit.district else "",
            unit.phase,
            each.readiness.score,
            lights[each.readiness.light],
            "; ".join(blockers[check] for check in each.readiness.blockers),
            str(words.VERDICTS[verdict]) if verdict else "",
            written(each.opens_on) if each.opens_on else "",
        )
