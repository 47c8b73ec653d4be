"""Words of the map of communes: values, steps of the legend, headings of its table."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.i18n.formatting import day, number
from app.reports.rules import NO_DATA, MapFigure, MapSteps, opening_step
from app.reports.vocabulary import MapMeasure

OPENINGS: Mapping[str, LazyString] = {
    "5": _("Open, phase 1"),
    "4": _("Open, phase 2"),
    "3": _("Opening day set, phase 1"),
    "2": _("Opening day set, phase 2"),
    "1": _("No opening day yet"),
}


LOWEST_FIRST = _("lowest first")
ORDERS: Mapping[MapMeasure, LazyString] = {
    MapMeasure.OPENING: _("not open yet first"),
    MapMeasure.RECEIVED: _("fewest first"),
    MapMeasure.LATE: _("most first"),
}
"""What the order of the table is called that has the worst first."""


class Step(NamedTuple):
    """An entry of the legend."""

    step: str
    words: str
    communes: int
    """How many communes of the map have it."""


def is_share(measure: MapMeasure) -> bool:
    return measure.whole is not None


def value(measure: MapMeasure, figure: MapFigure) -> str:
    """The value alone, as a table says it."""
    if measure is MapMeasure.OPENING:
        return opening(figure)
    return amount(measure, figure.value(measure))


def amount(measure: MapMeasure, of: float | None) -> str:
    if of is None:
        return "–"
    return f"{number(of, 1)}%" if is_share(measure) else number(of)


def said(measure: MapMeasure, figure: MapFigure) -> str:
    """The value of a commune beside its name, with what it is a share of."""
    if figure.value(measure) is None:
        return gettext("no data")
    if is_share(measure):
        return f"{value(measure, figure)} ({number(figure.part)}/{number(figure.whole)})"
    return value(measure, figure)


def opening(figure: MapFigure) -> str:
    """Of one commune its day; of several, how many are open."""
    if figure.whole > 1:
        return gettext("%(n)s of %(all)s open", n=number(figure.part), all=number(figure.whole))
    if figure.opens_on is None:
        return gettext("no opening day yet")
    if figure.opens_on <= clock.today():
        return gettext("open since %(day)s", day=day(figure.opens_on))
    return gettext("opens on %(day)s", day=day(figure.opens_on))


def step(steps: MapSteps, figure: MapFigure) -> str:
    if steps.measure is MapMeasure.OPENING:
        return opening_step(figure, clock.today())
    return steps.step(figure)


def legend(steps: MapSteps, figures: Iterable[MapFigure]) -> list[Step]:
    """The darkest step first; each with its range, and how many communes have it."""
    of_step = defaultdict[str, list[float]](list)
    for figure in figures:
        of_step[step(steps, figure)].append(figure.value(steps.measure) or 0)
    return [Step(name, words, len(of_step[name])) for name, words in _ranges(steps, of_step)]


def _ranges(steps: MapSteps, of_step: Mapping[str, Sequence[float]]) -> Iterator[tuple[str, str]]:
    if steps.measure is MapMeasure.OPENING:
        yield from ((name, str(words)) for name, words in OPENINGS.items() if name in of_step)
        return
    for index in reversed(range(len(steps.bounds))):
        name = steps.name(index)
        if not steps.is_count:
            yield name, _between(steps, index)
        elif of_step.get(name):
            low, high = min(of_step[name]), max(of_step[name])
            yield name, number(low) if low == high else f"{number(low)}–{number(high)}"
    if "0" in of_step:
        yield "0", "0"
    if NO_DATA in of_step:
        yield NO_DATA, gettext("No data")


def _between(steps: MapSteps, index: int) -> str:
    low, *rest = (f"{number(each)}{'%' * is_share(steps.measure)}" for each in steps.bounds[index:])
    if not rest:
        return gettext("from %(low)s", low=low) if steps.bounds[index] < 100 else low
    if not index:
        return gettext("under %(high)s", high=rest[0])
    return gettext("%(low)s to under %(high)s", low=low, high=rest[0])


def heads(measure: MapMeasure) -> Sequence[Any]:
    """What the columns of a measure are called, the measure itself first."""
    return (measure.label, *((measure.part, measure.whole) if is_share(measure) else ()))


def cells(measure: MapMeasure, figure: MapFigure) -> Sequence[Any]:
    """The columns of a measure, as a page writes them."""
    more = (number(figure.part), number(figure.whole)) if is_share(measure) else ()
    return (value(measure, figure), *more)


def file_cells(measure: MapMeasure, figure: MapFigure) -> Sequence[Any]:
    """The columns of a measure for a spreadsheet: numbers are numbers."""
    if measure is MapMeasure.OPENING:
        return (opening(figure),)
    more = (figure.part, figure.whole) if is_share(measure) else ()
    return (figure.value(measure), *more)
