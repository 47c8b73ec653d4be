"""The person matcher on the command line: no database, no page."""

import json
import sys
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import click

from app.residents.rules.person_match import Known, compare

FIELDS = tuple(field.name for field in fields(Known))


@click.command("match")
@click.option("--json", "as_json", is_flag=True, required=True, help="JSON lines in and out.")
def match(as_json: bool) -> None:
    """Decide for pairs whether they are one person: one JSON object per line in, one out."""
    for line in sys.stdin:
        if line.strip():
            click.echo(json.dumps(match_line(line), ensure_ascii=False))
            sys.stdout.flush()


def match_line(line: str) -> dict[str, Any]:
    """Answer one line ``{id, a, b}``: ``{id, verdict, same, score, reasons}`` or ``{id, error}``.

    ``verdict`` is ``same``, ``different`` or ``look``; ``same`` is true for the first alone.
    """
    key: Any = None
    try:
        asked = _object(json.loads(line), "a line")
        key = asked.get("id")
        judged = compare(_known(asked["a"], "a"), _known(asked["b"], "b"))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        return {"id": key, "error": f"{type(error).__name__}: {error}"}
    return {
        "id": key,
        "verdict": judged.verdict.value,
        "same": judged.same,
        "score": judged.score,
        "reasons": [reason.value for reason in judged.reasons],
    }


def _known(record: Any, side: str) -> Known:
    told = _object(record, side)
    return Known(**{field: _text(told.get(field)) for field in FIELDS})


def _object(found: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise TypeError(f"{what} is no object")
    return found


def _text(value: object) -> str:
    """The field as text: empty where it is missing, a number as its digits."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""
