"""The list of fields: what each paper must print, in which order, and from which answers."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).with_name("fields.csv")


class Required(StrEnum):
    """When a field must be filled in."""

    YES = "yes"
    GIVEN = "given"
    """If somebody has answered; otherwise the form has a blank line."""
    TEXT = "text"
    """Words of the form, with or without a value beside them."""


class Field(NamedTuple):
    """One field of a paper."""

    labels: tuple[str, ...]
    """What the form prints; several are equal."""
    required: Required
    values: tuple[str, ...]
    """Keys of answers, or of facts that begin with ``@``, printed after the label."""


@cache
def fields() -> Mapping[str, Sequence[Field]]:
    """The fields of each paper, with its groups expanded."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with LIST.open(newline="") as file:
        for row in csv.DictReader(file):
            rows[row["paper"]].append(row)
    return {paper: [*_expanded(rows, paper)] for paper in rows if not paper.startswith("@")}


def _expanded(
    rows: Mapping[str, Sequence[Mapping[str, str]]], paper: str, person: str = ""
) -> Iterator[Field]:
    for row in rows[paper]:
        if row["label"].startswith("@"):
            group, _space, whom = row["label"].partition(" ")
            yield from _expanded(rows, group, whom)
        else:
            values = row["value"].replace("{p}", person).split()
            yield Field(tuple(row["label"].split("|")), Required(row["required"]), tuple(values))
