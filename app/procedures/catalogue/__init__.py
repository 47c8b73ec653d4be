"""The catalogue of procedures, in files of this directory, and the lists they refer to.

Sections, blocks, papers and fees are defined once and used by several procedures: ``include`` puts
the questions of a block into a section, substituting its ``words``; ``block`` makes a whole
section of a block; ``overrides`` changes single questions for one procedure. Reasons to refuse an
answer that several procedures share are in ``refusals.json``: ``refuse`` maps answers to them.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

HERE = files("app.procedures") / "catalogue"
DATA = files("app.procedures") / "data"

CODES = (
    "1.001193", "1.001193.1", "1.001193.2", "1.001193.3", "2.000986", "2.001023", "1.000689",
    "1.004884", "1.004772", "1.003583",
    "1.000656", "1.005461", "1.000419",
    "1.000894", "1.004746", "1.004873", "1.000593",
    "1.004837", "1.004845", "1.001022",
    "1.004859", "1.004859.1",
    "2.000635", "2.000908", "2.000815",
)  # fmt: skip
"""Births, deaths, marriages, families, changes, and copies; one file each.

The codes are the current national ones (since 2018), used as keys only; a number after a second
dot distinguishes variants that share one.
"""
INTERNAL_CODES = ("0.000030",)
"""Begun by officers upon another authority's paper; no national code, the number is our own."""
LISTS = ("sexes", "ethnic_groups", "nationalities")


def procedures() -> Iterator[dict[str, Any]]:
    """Each procedure of the catalogue, with its sections, papers and fees expanded."""
    for code in (*CODES, *INTERNAL_CODES):
        yield procedure(code)


def procedure(code: str) -> dict[str, Any]:
    entry: dict[str, Any] = _read(f"{code}.json")
    overrides = entry.get("overrides", {})
    sections, papers, fees = _sections(), _read("papers.json"), _read("fees.json")
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


def ethnic_groups() -> list[list[str]]:
    return lists()["ethnic_groups"]


def nationalities() -> list[list[str]]:
    return lists()["nationalities"]


def health_facilities() -> list[dict[str, str]]:
    """Primary care facilities by district (dữ liệu minh họa)."""
    return _rows("health_facilities.csv")


@cache
def _sections() -> dict[str, Any]:
    """The sections of all procedures, from the common file and each folder."""
    found = dict(_read("sections.json"))
    for topic in (HERE / "sections").iterdir():
        found |= json.loads(topic.read_text(encoding="utf-8"))
    return found


def _section(key: str, section: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    whole = [{"include": section["block"], "words": section["words"]}] if "block" in section else ()
    rows = _written_out(section.get("questions", whole))
    return {
        "key": key,
        "title": section["title"],
        "intro": section.get("intro", ""),
        "continues": section.get("continues", False),
        "questions": [_with_refusals({**row, **overrides.get(row["key"], {})}) for row in rows],
    }


def _with_refusals(row: dict[str, Any]) -> dict[str, Any]:
    """A question whose refused answers state their reasons in full, one refusal per reason."""
    refuse = row.get("rules", {}).get("refuse", {})
    if not refuse or "in" in refuse:
        return row
    reasons = _read("refusals.json")
    found: dict[str, dict[str, Any]] = {}
    for answer, name in refuse.items():
        found.setdefault(name, {"in": [], **reasons[name]})["in"].append(answer)
    rows = list(found.values())
    return {**row, "rules": {**row["rules"], "refuse": rows if len(rows) > 1 else rows[0]}}


def _written_out(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The questions with blocks expanded; blocks may be nested."""
    for row in rows:
        if "include" in row:
            yield from _written_out(_block(row["include"], row.get("words", {})))
        else:
            yield dict(row)


def _block(name: str, words: Mapping[str, str]) -> list[dict[str, Any]]:
    text = json.dumps(_read("blocks.json")[name], ensure_ascii=False)
    for word, said in words.items():
        text = text.replace("{" + word + "}", said)
    rows: list[dict[str, Any]] = json.loads(text)
    return rows


@cache
def _read(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))
