"""Figures that were really scraped, judged by the alerts as Prometheus would (``promtool``)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from harness.stage.databases import ROOT

ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yml"
needs_promtool = pytest.mark.skipif(
    not shutil.which("promtool"), reason="there is no promtool here (Debian: promtool)"
)
LOOKED_AT = 85
"""Minutes after the first figures; their change comes after ten."""
COUNTERS = re.compile(r"_(total|count|sum|bucket)$")

Series = dict[str, float]
"""Value by name and labels."""


def read(text: str, **labels: str) -> Series:
    """One scrape, with the labels that Prometheus adds."""
    found = {"up" + _braces(labels): 1.0}
    for family in text_string_to_metric_families(text):
        for each in family.samples:
            # the parser gives counters an ending that Prometheus leaves out
            name = each.name if each.name in text else each.name.removesuffix("_total")
            found[name + _braces({**each.labels, **labels})] = each.value
    return found


def scrape(address: str, **labels: str) -> Series:
    """The same of an address; one that does not answer is down."""
    try:
        with urlopen(address, timeout=20) as answer:
            return read(answer.read().decode(), **labels)
    except URLError:
        return {"up" + _braces(labels): 0.0}


def differences(
    folder: Path, before: Series, after: Series, alerts: set[str], at: int = LOOKED_AT
) -> str:
    """What promtool says if not just these alerts fire when figures change so; else nothing."""
    question = {
        "expr": 'count by (alertname) (ALERTS{alertstate="firing"}) > bool 0',
        "eval_time": f"{at}m",
        "exp_samples": [{"labels": _braces({"alertname": name}), "value": 1} for name in alerts],
    }
    series = [
        {"series": key, "values": _course(key, before.get(key), after.get(key))}
        for key in {**before, **after}
    ]
    asked = {
        "rule_files": [str(ALERTS)],
        "evaluation_interval": "1m",
        "tests": [{"interval": "1m", "input_series": series, "promql_expr_test": [question]}],
    }
    path = folder / "test.yml"
    path.write_text(json.dumps(asked))
    done = subprocess.run(
        ["promtool", "test", "rules", str(path)], capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def _course(key: str, before: float | None, after: float | None) -> str:
    """Ten minutes as before, then as after; a counter goes on growing as it grew then."""
    grows = 0.0
    if COUNTERS.search(key.partition("{")[0]) and after is not None:
        grows = after - (before or 0)
    first = "_x10" if before is None else f"{before}+0x10"
    return f"{first} _x120" if after is None else f"{first} {after}+{grows}x120"


def _braces(labels: Mapping[str, str]) -> str:
    return "{" + ",".join(f"{name}={json.dumps(word)}" for name, word in labels.items()) + "}"
