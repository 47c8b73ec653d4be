"""Results of the bench: figures, limits, tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

FORMS = ("stock", "ours", "nowhere", "sql")
LIMITS: Mapping[str, float] = {
    "ours/floor": 3,
    "p95/p50": 2,
    "first/p50": 4,
    "planning/first": 0.25,
    "read/found": 20,
}
"""How dear a page may be: beside the floor; its 95th percentile and its first visit on a fresh
connection, beside its median; the planner's share of that visit; rows that the database reads for
each that the page gets or counts."""
AT_LEAST = 25
"""Rows of a page of a list: one that gets fewer may read as much."""
NOWHERE_STATEMENTS, NOWHERE_MS = 2, 6
"""Of the 404 page, which is a part of every floor: nobody gains by slowing it."""
TIMED = ("ours/floor", "p95/p50", "first/p50", "planning/first")
ROOM_OF_A_GUARD = 2
"""The ratios of ``TIMED`` may be so much above their limits in a guard, which runs on a machine
that is shared and gives no figure. The 95th percentile, which says most of other work, is left out,
and so are the milliseconds of the 404 page."""
TIMES_AS_FAST_AS_STOCK = {"list_admin": 6, "search_name": 20}
LARGE = 1_000_000
"""Smaller tables are no burden to the stock application."""
MOST_GROWTH = 1.25


def form(times: Mapping[str, Sequence[float]]) -> dict[str, float]:
    in_order = sorted(times["ms"])
    return {
        "p50_ms": round(median(in_order), 2),
        "p95_ms": round(in_order[min(len(in_order) - 1, int(len(in_order) * 0.95))], 2),
        "cpu_ms": round(median(times["cpu"]), 2),
        "bytes": int(median(times["bytes"])),
    }


def page(
    times: Mapping[str, Mapping[str, Sequence[float]]], first: Sequence[float] = ()
) -> dict[str, Any]:
    """The metrics of all variants of a page; None where there is no such variant."""
    found = {name: form(times[name]) if name in times else None for name in FORMS}
    if first:
        found["ours"] = {**(found["ours"] or {}), "first_ms": round(median(first), 2)}
    return found


def floor_ms(of: Mapping[str, Any]) -> float | None:
    """The 404 page and the own statements, in milliseconds."""
    if not (of["nowhere"] and of["sql"]):
        return None
    return float(round(of["nowhere"]["p50_ms"] + of["sql"]["p50_ms"], 2))


def ratios(of: Mapping[str, Any]) -> dict[str, float | None]:
    """What is held of a page, by the name of its limit."""
    ours, floor = of["ours"], floor_ms(of)
    read, found = of.get("rows_read"), of.get("rows_found")
    return {
        "ours/floor": round(ours["p50_ms"] / floor, 2) if floor else None,
        "p95/p50": round(ours["p95_ms"] / ours["p50_ms"], 2),
        "first/p50": round(ours["first_ms"] / ours["p50_ms"], 2) if "first_ms" in ours else None,
        "planning/first": (
            round(of["planning_ms"] / ours["first_ms"], 2) if "planning_ms" in of else None
        ),
        "read/found": None
        if read is None or found is None
        else round(read / max(found, AT_LEAST), 1),
    }


def _over(of: Mapping[str, Any], *, guard: bool) -> dict[str, tuple[float, float]]:
    """Ratios above their limits, each with the limit."""
    limits = dict(LIMITS)
    if guard:
        limits |= {name: limits[name] * ROOM_OF_A_GUARD for name in TIMED}
    found = ratios(of) | ({"p95/p50": None} if guard else {})
    return {
        name: (value, limits[name])
        for name, value in found.items()
        if value is not None and value > limits[name]
    }


def too_slow(of: Mapping[str, Any], *, guard: bool = False) -> bool:
    """Whether a time is over its limit; other work on the machine may be why."""
    return bool({*TIMED} & {*_over(of, guard=guard)})


def _where(name: str, of: Mapping[str, Any]) -> str:
    """The tables of which most was read."""
    read = of.get("most_read", {}).items() if name == "read/found" else ()
    return "".join(f"; {table} {rows:,}" for table, rows in read)


def _of_nowhere(pages: Mapping[str, Any], *, guard: bool) -> Iterable[str]:
    for key, of in pages.items():
        if of.get("nowhere_statements", 0) > NOWHERE_STATEMENTS:
            yield f"{key}: the 404 page asks {of['nowhere_statements']} statements"
    times = [of["nowhere"]["p50_ms"] for of in pages.values() if of["nowhere"]]
    if times and not guard and median(times) > NOWHERE_MS:
        yield f"the 404 page: {median(times):g} ms, at most {NOWHERE_MS}"


def over_limits(
    rows: int, pages: Mapping[str, Any], growth: Mapping[str, Any], *, guard: bool = False
) -> list[str]:
    """A line for each limit that is not kept."""
    lines = [
        f"{key}: {name} is {value:g}, at most {most:g}{_where(name, of)}"
        for key, of in pages.items()
        for name, (value, most) in _over(of, guard=guard).items()
    ]
    lines += _of_nowhere(pages, guard=guard)
    for key, least in TIMES_AS_FAST_AS_STOCK.items() if rows >= LARGE else ():
        of = pages.get(key, {})
        if of.get("stock") and (times := _times_as_fast(of)) < least:
            lines.append(f"{key}: {times:g} times as fast as stock, at least {least:g}")
    grown = {key: ratio(of) for key, of in growth.items()}
    lines += [
        f"{key}: growth is {value:g}, at most {MOST_GROWTH:g}"
        for key, value in grown.items()
        if value > MOST_GROWTH
    ]
    return lines


def _times_as_fast(of: Mapping[str, Any]) -> float:
    return float(round(of["stock"]["p50_ms"] / of["ours"]["p50_ms"], 2))


def dearest(pages: Mapping[str, Any]) -> dict[str, Any]:
    """The largest of each ratio, with its page."""
    found: dict[str, Any] = {}
    for name in LIMITS:
        each = [(value, key) for key, of in pages.items() if (value := ratios(of)[name])]
        found[name] = max(each, default=None)
    return found


def table(pages: Mapping[str, Any]) -> str:
    lines = [
        f"{'page':21}{'stock':>8}{'ours':>8}{'p95':>8}{'first':>8}{'plan':>7}{'404':>8}{'sql':>7}"
        f"  ms{'cpu':>8}{'stmts':>7}{'read':>7}{'found':>7}{'bytes':>8}"
        f"{'/floor':>9}{'p95/':>6}{'first/':>7}{'plan/':>7}{'read/':>7}{'stock/':>7}"
    ]
    for key, of in pages.items():
        ours = of["ours"]
        p50s = {name: of[name]["p50_ms"] if of[name] else "–" for name in FORMS}
        held = "".join(
            f"{'–' if value is None else value:>{wide}}"
            for value, wide in zip(ratios(of).values(), (9, 6, 7, 7, 7), strict=True)
        )
        lines.append(
            f"{key:21}{p50s['stock']:>8}{p50s['ours']:>8}{ours['p95_ms']:>8}"
            f"{ours.get('first_ms', '–'):>8}{of.get('planning_ms', '–'):>7}{p50s['nowhere']:>8}"
            f"{p50s['sql']:>7}    {ours['cpu_ms']:>8}{of.get('statements', '–'):>7}"
            f"{of.get('rows_read', '–'):>7}{of.get('rows_found', '–'):>7}{ours['bytes']:>8}"
            f"{held}{_times_as_fast(of) if of['stock'] else '–':>7}"
        )
    return "\n".join(lines) + "\n"


def growth_table(growth: Mapping[str, Any]) -> str:
    lines = []
    for key, of in growth.items():
        each = "".join(f"{of[size]['p50_ms']:>9} / {of[size]['cpu_ms']:<7}" for size in _sizes(of))
        lines.append(f"{key:20}{each}{ratio(of):>8}")
    heads = "".join(f"{int(size):>11,}       " for size in _sizes(of)) if growth else ""
    return f"{'p50 / cpu, ms':20}{heads}   ratio\n" + "\n".join(lines) + "\n"


def ratio(of: Mapping[str, Any]) -> float:
    """The largest city compared with the smallest."""
    smallest, *_between, largest = _sizes(of)
    return float(round(of[largest]["p50_ms"] / of[smallest]["p50_ms"], 2))


def _sizes(of: Mapping[str, Any]) -> list[str]:
    return sorted(of, key=int)


def figures(pages: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of each page."""
    return {
        key: {f"{name}_p50_ms": of[name] and of[name]["p50_ms"] for name in FORMS}
        | {"floor_p50_ms": floor_ms(of)}
        | {"ours_p95_ms": of["ours"]["p95_ms"], "ours_first_ms": of["ours"]["first_ms"]}
        | {name: of.get(name) for name in ("statements", "planning_ms", "rows_read", "rows_found")}
        | {"bytes": of["ours"]["bytes"]}
        for key, of in pages.items()
    }
