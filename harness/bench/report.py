"""The results as a table, as ``var/bench.json`` and as a chart."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from app.kernel import clock
from config import VAR
from harness.bench import chart

FORMS = ("stock", "ours", "floor", "sql")
FIGURES = VAR / "bench.json"
"""The main metrics."""
DETAILS = VAR / "bench_details.json"
"""All others: CPU, bytes and turns of each variant."""
DRAWING = VAR / "bench.svg"
WORDS = VAR / "bench.md"
"""The tables for ``docs/figures.md``."""


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
TIMED = ("ours/floor", "p95/p50", "first/p50", "planning/first")
ROOM_OF_A_GUARD = 2
"""With ``--ratios`` the ratios of ``TIMED`` may be so much above their limits: a guard on a machine
that is shared, no figure. Where the memory is slow, our pages pay more for it than the small
programme of the floor does. The 95th percentile, which says most of other work, is left out."""
LIST_OVER_FLOOR = 4
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
        "turns": len(in_order),
    }


def page(
    times: Mapping[str, Mapping[str, Sequence[float]]], first: Sequence[float] = ()
) -> dict[str, Any]:
    """The metrics of all variants of a page; None where there is no such variant."""
    found = {name: form(times[name]) if name in times else None for name in FORMS}
    if first:
        found["ours"] = {**(found["ours"] or {}), "first_ms": round(median(first), 2)}
    return found


def _ratio(a: Any, b: Any, measure: str = "p50_ms") -> float | None:
    return None if a is None or b is None else round(a[measure] / b[measure], 2)


def ratios(of: Mapping[str, Any]) -> dict[str, float | None]:
    """What is held of a page, by the name of its limit."""
    ours = of["ours"]
    read, found = of.get("rows_read"), of.get("rows_found")
    return {
        "ours/floor": _ratio(ours, of["floor"]),
        "p95/p50": round(ours["p95_ms"] / ours["p50_ms"], 2),
        "first/p50": round(ours["first_ms"] / ours["p50_ms"], 2) if "first_ms" in ours else None,
        "planning/first": (
            round(of["planning_ms"] / ours["first_ms"], 2) if "planning_ms" in of else None
        ),
        "read/found": None
        if read is None or found is None
        else round(read / max(found, AT_LEAST), 1),
    }


def _over(
    key: str, of: Mapping[str, Any], names: Iterable[str], *, guard: bool
) -> dict[str, tuple[float, float]]:
    """Ratios above their limits, each with the limit."""
    limits = {**LIMITS}
    if key.startswith("list_"):
        limits["ours/floor"] = LIST_OVER_FLOOR
    if guard:
        limits |= {name: limits[name] * ROOM_OF_A_GUARD for name in TIMED}
    found = ratios(of) | ({"p95/p50": None} if guard else {})
    return {
        name: (value, limits[name])
        for name in names
        if (value := found[name]) is not None and value > limits[name]
    }


def too_slow(key: str, of: Mapping[str, Any], *, guard: bool = False) -> bool:
    """Whether a time is over its limit; other work on the machine may be why."""
    return bool(_over(key, of, TIMED, guard=guard))


def _where(name: str, of: Mapping[str, Any]) -> str:
    """The tables of which most was read."""
    read = of.get("most_read", {}).items() if name == "read/found" else ()
    return "".join(f"; {table} {rows:,}" for table, rows in read)


def over_limits(
    rows: int, pages: Mapping[str, Any], growth: Mapping[str, Any], *, guard: bool = False
) -> list[str]:
    """A line for each limit that is not kept."""
    lines = [
        f"{key}: {name} is {value:g}, at most {most:g}{_where(name, of)}"
        for key, of in pages.items()
        for name, (value, most) in _over(key, of, LIMITS, guard=guard).items()
    ]
    for key, least in TIMES_AS_FAST_AS_STOCK.items() if rows >= LARGE else ():
        times = _ratio(pages[key]["stock"], pages[key]["ours"]) if key in pages else None
        if times is not None and times < least:
            lines.append(f"{key}: {times:g} times as fast as stock, at least {least:g}")
    grown = {key: ratio(of) or 0 for key, of in growth.items()}
    lines += [
        f"{key}: growth is {value:g}, at most {MOST_GROWTH:g}"
        for key, value in grown.items()
        if value > MOST_GROWTH
    ]
    return lines


def table(pages: Mapping[str, Any]) -> str:
    lines = [
        f"{'page':21}{'stock':>8}{'ours':>8}{'p95':>8}{'first':>8}{'plan':>7}{'floor':>8}{'sql':>7}"
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
            f"{ours.get('first_ms', '–'):>8}{of.get('planning_ms', '–'):>7}{p50s['floor']:>8}"
            f"{p50s['sql']:>7}    {ours['cpu_ms']:>8}{of.get('statements', '–'):>7}"
            f"{of.get('rows_read', '–'):>7}{of.get('rows_found', '–'):>7}{ours['bytes']:>8}"
            f"{held}{_ratio(of['stock'], ours) or '–':>7}"
        )
    return "\n".join(lines) + "\n"


def growth_table(growth: Mapping[str, Any]) -> str:
    lines = []
    for key, of in growth.items():
        sizes = sorted(of, key=int)
        each = "".join(f"{of[size]['p50_ms']:>9} / {of[size]['cpu_ms']:<7}" for size in sizes)
        lines.append(f"{key:20}{each}{ratio(of):>8}")
    heads = "".join(f"{int(size):>11,}       " for size in sorted(of, key=int)) if growth else ""
    return f"{'p50 / cpu, ms':20}{heads}   ratio\n" + "\n".join(lines) + "\n"


def ratio(of: Mapping[str, Any]) -> float | None:
    """The largest city compared with the smallest."""
    sizes = sorted(of, key=int)
    return _ratio(of[sizes[-1]], of[sizes[0]])


def keep(rows: int, *, pages: Any = None, growth: Any = None) -> None:
    """Store the new results beside earlier ones of the same city."""
    kept = json.loads(DETAILS.read_text()) if DETAILS.exists() else {}
    if kept.get("rows") != rows:
        kept = {"rows": rows, "pages": {}, "growth": {}}
    kept["at"] = clock.real_now().isoformat(timespec="minutes")
    kept["pages"] |= pages or {}
    kept["growth"] |= growth or {}
    DETAILS.write_text(json.dumps(kept, indent=1) + "\n")
    FIGURES.write_text(json.dumps(_asked_for(kept), indent=1) + "\n")
    DRAWING.write_text(chart.draw(kept["pages"]))
    WORDS.write_text(markdown(kept))


def markdown(kept: Mapping[str, Any]) -> str:
    lines = [
        f"Date: {kept['at'][:10]}. {kept['rows']:,} dossiers; medians in ms.",
        "",
        "| Page | Stock | Ours | 95 of 100 | First | Planning | Floor | SQL alone | Ours / floor"
        " | Stock / ours | Processor ours / floor | Statements | Rows read / got | kB |",
        "|" + "---|" * 14,
    ]
    for key, of in kept["pages"].items():
        ours, floor, sql, stock = (of[name] or {} for name in ("ours", "floor", "sql", "stock"))
        cells = (
            f"`{key}`",
            stock.get("p50_ms", "–"),
            ours["p50_ms"],
            ours["p95_ms"],
            ours["first_ms"],
            of.get("planning_ms", "–"),
            floor.get("p50_ms", "–"),
            sql.get("p50_ms", "–"),
            _ratio(of["ours"], of["floor"]) or "–",
            _ratio(of["stock"], of["ours"]) or "–",
            f"{ours['cpu_ms']} / {floor.get('cpu_ms', '–')}",
            of.get("statements", "–"),
            f"{of['rows_read']} / {of['rows_found']}" if "rows_read" in of else "–",
            f"{ours['bytes'] / 1000:.1f}",
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    sizes = sorted({int(size) for of in kept["growth"].values() for size in of})
    if sizes:
        heads = "".join(f" {size:,} |" for size in sizes)
        lines += ["", f"| Page |{heads} Growth |", "|---" * (len(sizes) + 2) + "|"]
    for key, of in kept["growth"].items():
        each = "".join(f" {of[str(size)]['p50_ms']} |" for size in sizes if str(size) in of)
        lines.append(f"| `{key}` |{each} {ratio(of)} |")
    return "\n".join(lines) + "\n"


def _asked_for(kept: Mapping[str, Any]) -> dict[str, Any]:
    figures = {
        key: {f"{name}_p50_ms": of[name] and of[name]["p50_ms"] for name in FORMS}
        | {"ours_p95_ms": of["ours"]["p95_ms"], "ours_first_ms": of["ours"]["first_ms"]}
        | {name: of.get(name) for name in ("statements", "planning_ms", "rows_read", "rows_found")}
        | {"bytes": of["ours"]["bytes"]}
        for key, of in kept["pages"].items()
    }
    grown = {key: ratio(of) for key, of in kept["growth"].items()}
    return {"rows": kept["rows"], "pages": figures, "growth": grown}
