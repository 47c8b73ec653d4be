"""The procedures of the plan as they stand in files beside this one, and the lists they refer to.

Sections and blocks are written once and used by several procedures: ``block`` repeats questions for
the mother and the father, ``include`` puts questions into a section, ``overrides`` changes one for
a procedure.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

HERE = files("app.procedures") / "catalogue"
DATA = files("app.procedures") / "data"

CODES = ("1.001193", "2.000986", "2.001023")
LISTS = ("sexes", "ethnic_groups", "nationalities")


def procedures() -> Iterator[dict[str, Any]]:
    """Each procedure of the catalogue, its sections, papers and fees written out."""
    for code in CODES:
        yield procedure(code)


def procedure(code: str) -> dict[str, Any]:
    """One procedure, written out."""
    entry: dict[str, Any] = _read(f"{code}.json")
    overrides = entry.get("overrides", {})
    sections, papers, fees = _read("sections.json"), _read("papers.json"), _read("fees.json")
    return {
        **entry,
        "sections": [_section(key, sections[key], overrides) for key in entry["sections"]],
        "papers": [{"key": key, **papers[key]} for key in entry["papers"]],
        "fees": [{"key": key, **fees[key]} for key in entry["fees"]],
    }


@cache
def lists() -> dict[str, list[list[str]]]:
    """The reference lists: code and name of ethnic groups, nationalities, sexes."""
    return {name: [[row["code"], row["name"]] for row in _rows(f"{name}.csv")] for name in LISTS}


def health_facilities() -> list[dict[str, str]]:
    """First-care facilities by district (dữ liệu minh họa)."""
    return _rows("health_facilities.csv")


def _section(key: str, section: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        {**row, **overrides.get(row["key"], {})}
        for row in (_block(section) if "block" in section else _included(section))
    ]
    return {
        "key": key,
        "title": section["title"],
        "intro": section.get("intro", ""),
        "questions": rows,
    }


def _block(section: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The questions of a block with the section's words put in their places."""
    text = json.dumps(_read("blocks.json")[section["block"]], ensure_ascii=False)
    for word, said in section["words"].items():
        text = text.replace("{" + word + "}", said)
    rows: list[dict[str, Any]] = json.loads(text)
    return rows


def _included(section: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for row in section["questions"]:
        yield from _read("blocks.json")[row["include"]] if "include" in row else [row]


def _read(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))
