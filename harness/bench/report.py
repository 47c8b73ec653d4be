"""The results as a table, as ``var/bench.json`` and as a chart."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from app.kernel import clock
from config import VAR
from harness.bench import chart

FORMS = ("stock", "ours", "floor", "sql")
FIGURES = VAR / "bench.json"
"""The main metrics."""
DETAILS = VAR / "bench_details.json"
"""All others: 95th percentiles, CPU, bytes of each variant."""
DRAWING = VAR / "bench.svg"
WORDS = VAR / "bench.md"
"""The tables for ``docs/figures.md``."""


def form(times: Mapping[str, Sequence[float]]) -> dict[str, float]:
    in_order = sorted(times["ms"])
    return {
        "p50_ms": round(median(in_order), 2),
        "p95_ms": round(in_order[min(len(in_order) - 1, int(len(in_order) * 0.95))], 2),
        "cpu_ms": round(median(times["cpu"]), 2),
        "bytes": int(median(times["bytes"])),
        "turns": len(in_order),
    }


def page(times: Mapping[str, Mapping[str, Sequence[float]]]) -> dict[str, Any]:
    """The metrics of all variants of a page; None where the stock application has none."""
    return {name: form(times[name]) if name in times else None for name in FORMS}


def _ratio(a: Any, b: Any, measure: str = "p50_ms") -> float | None:
    return None if a is None or b is None else round(a[measure] / b[measure], 2)


def table(pages: Mapping[str, Any]) -> str:
    lines = [
        f"{'page':19}{'stock':>9}{'ours':>8}{'p95':>8}{'floor':>8}{'sql':>7}  ms"
        f"{'cpu':>8}{'floor':>7}{'stmts':>7}{'bytes':>8}{'floor':>7}{'ours/floor':>12}{'stock/ours':>11}"
    ]
    for key, of in pages.items():
        ours, floor, stock = of["ours"], of["floor"], of["stock"]
        weight = round(floor["bytes"] / ours["bytes"] * 100)
        lines.append(
            f"{key:19}{stock['p50_ms'] if stock else '–':>9}{ours['p50_ms']:>8}{ours['p95_ms']:>8}"
            f"{floor['p50_ms']:>8}{of['sql']['p50_ms']:>7}    {ours['cpu_ms']:>8}"
            f"{floor['cpu_ms']:>7}{of['statements']:>7}{ours['bytes']:>8}{weight:>6}%"
            f"{_ratio(ours, floor):>12}{_ratio(stock, ours) or '–':>11}"
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
        "| Page | Stock | Ours (95 of 100) | Floor | SQL alone | Ours / floor | Stock / ours"
        " | Processor ours / floor | Statements | kB ours / floor |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for key, of in kept["pages"].items():
        ours, floor, stock = of["ours"], of["floor"], of["stock"]
        lines.append(
            f"| `{key}` | {stock['p50_ms'] if stock else '–'} | {ours['p50_ms']} ({ours['p95_ms']})"
            f" | {floor['p50_ms']} | {of['sql']['p50_ms']} | {_ratio(ours, floor)}"
            f" | {_ratio(stock, ours) or '–'} | {ours['cpu_ms']} / {floor['cpu_ms']}"
            f" | {of['statements']} | {ours['bytes'] / 1000:.1f} / {floor['bytes'] / 1000:.1f} |"
        )
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
        | {"statements": of["statements"], "bytes": of["ours"]["bytes"]}
        for key, of in kept["pages"].items()
    }
    grown = {key: ratio(of) for key, of in kept["growth"].items()}
    return {"rows": kept["rows"], "pages": figures, "growth": grown}
