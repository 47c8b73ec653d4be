"""Reading and validating a file that contains a version."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from app.kernel.errors import Refused
from app.procedures import catalogue
from app.procedures.rules.json_format import schema

LARGEST = 1024 * 1024
MOST_FAULTS = 20
MOST_DEPTH = 12


FAULTY_FILE = _("The file cannot be imported. %(faults)s")


TOO_LARGE = _("The file is too large: 1 MB at most.")


NOT_JSON = _("The file is not JSON: line %(line)s, column %(column)s.")


def read(content: bytes) -> dict[str, Any]:
    """Parse the document in the file.

    Raises:
        Refused: it is invalid; the message names place and reason.
    """
    if len(content) > LARGEST:
        raise Refused(TOO_LARGE, status=422, field="file")
    entry = _parsed(content)
    faults = [_told(error) for error in _errors(entry)]
    faults += _unfit(entry) if not faults else []
    if faults:
        raise Refused(FAULTY_FILE, status=422, field="file", faults=" ".join(faults[:MOST_FAULTS]))
    return dict(entry)


def _parsed(content: bytes) -> Any:
    try:
        text = content.decode("utf-8-sig")
        return _tidy(json.loads(text, object_pairs_hook=_once, parse_constant=_no_number))
    except json.JSONDecodeError as error:
        raise Refused(
            NOT_JSON, status=422, field="file", line=error.lineno, column=error.colno
        ) from None
    except UnicodeDecodeError:
        raise Refused(
            FAULTY_FILE, status=422, field="file", faults=_("It is not written in UTF-8.")
        ) from None
    except _Twice as error:
        fault = str(_("“%(key)s” appears twice in one place.")) % {"key": error.args[0]}
        raise Refused(FAULTY_FILE, status=422, field="file", faults=fault) from None
    except (RecursionError, ValueError):
        raise Refused(
            FAULTY_FILE, status=422, field="file", faults=_("It holds what no version holds.")
        ) from None


class _Twice(Exception):
    """A key is duplicated within one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        raise _Twice(next(key for key in keys if keys.count(key) > 1)[:40])
    return found


def _no_number(word: str) -> Any:
    raise ValueError(word)


def _tidy(value: Any, depth: int = 0) -> Any:
    """Text in NFC and without control characters; depth is limited."""
    if depth > MOST_DEPTH:
        raise ValueError
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return [_tidy(each, depth + 1) for each in value]
    if isinstance(value, dict):
        return {_text(key): _tidy(each, depth + 1) for key, each in value.items()}
    return value


def _text(value: str) -> str:
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in value):
        raise ValueError
    return unicodedata.normalize("NFC", value)


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(schema(catalogue.lists()))


def _errors(entry: Any) -> Iterator[ValidationError]:
    for error in sorted(
        validator().iter_errors(entry), key=lambda error: list(map(str, error.path))
    ):
        yield _deepest(error)


def _deepest(error: ValidationError) -> ValidationError:
    """Of an anyOf or oneOf, the error of the alternative that matches furthest."""
    inner = [each for each in error.context or () if each.validator != "type"]
    return _deepest(inner[0]) if len(inner) == 1 else error


_SENTENCES: Mapping[str, LazyString] = {
    "required": _("something is missing: %(missing)s."),
    "additionalProperties": _("this is not known: %(unknown)s."),
    "type": _("another kind of value is wanted."),
    "enum": _("the word is not one of those that can stand here."),
    "pattern": _("it is not written as it has to be."),
    "minLength": _("it must not be empty."),
    "maxLength": _("it is too long."),
    "minimum": _("the number is too small."),
    "maximum": _("the number is too large."),
    "maxItems": _("there are too many."),
}
_OTHERWISE = _("it is not what can stand here.")


def _told(error: ValidationError) -> str:
    sentence = str(_SENTENCES.get(str(error.validator), _OTHERWISE))
    found = error.instance if isinstance(error.instance, Mapping) else {}
    known = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
    facts = {
        "missing": ", ".join(k for k in error.schema.get("required", ()) if k not in found)
        if error.validator == "required"
        else "",
        "unknown": ", ".join(str(key)[:40] for key in found if key not in known),
    }
    return f"{_where(error)}: {sentence % facts}"


def _where(error: ValidationError) -> str:
    words = ""
    for part in error.absolute_path:
        words += f"[{part}]" if isinstance(part, int) else f"{'.' if words else ''}{part}"
    return words[:120] or str(_("the whole file"))


def _unfit(entry: Mapping[str, Any]) -> list[str]:
    """Checks beyond the schema: real dates, unique keys, date order."""
    found = [
        str(_("%(where)s: there is no such day.")) % {"where": where}
        for where, day in _days(entry)
        if not _is_day(day)
    ]
    groups: dict[str, list[str]] = {
        name: [row["key"] for row in entry[name]]
        for name in ("sections", "papers", "fees", "results")
    }
    groups["questions"] = [row["key"] for each in entry["sections"] for row in each["questions"]]
    groups["legs"] = [row["kind"] for row in entry["legs"]]
    groups["results.book"] = [row["book"] for row in entry["results"]]
    for name, keys in groups.items():
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            told = _("%(where)s: “%(key)s” appears twice.")
            found.append(str(told) % {"where": name, "key": key})
    for n, row in enumerate(entry["legs"]):
        if row.get("after") == row["kind"]:
            found.append(f"legs[{n}].after: {_OTHERWISE}")
    for n, row in enumerate(entry["fees"]):
        if (row.get("valid_from") or "") > (row.get("valid_to") or "9999"):
            told = _("%(where)s: the last day is before the first one.")
            found.append(str(told) % {"where": f"fees[{n}].valid_to"})
    return found


def _days(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "valid_from", entry["valid_from"]
    for n, row in enumerate(entry["fees"]):
        for name in ("valid_from", "valid_to"):
            if row.get(name):
                yield f"fees[{n}].{name}", row[name]


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).year >= 1900
    except ValueError:
        return False
