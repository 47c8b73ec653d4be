"""The kernel knows no package: it names no table, no role and no state of one, nor does its SQL."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import app.models  # noqa: F401  # every table and vocabulary must be known
from app.accounts.roles import Role
from app.kernel.db import Base

ROOT = Path(__file__).parents[2]
SENTENCES = frozenset({"_", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"})
"""Their arguments are read by people: a paper there is a paper."""

COMMENT = re.compile(r"--.*")

ALLOWED: Mapping[tuple[str, str], str] = {
    ("audit/access_log.py", "refused"): "an access that was not given",
    ("web/access_log.py", "refused"): "the function that logs it",
    ("web/crud/import_file.py", "refused"): "an imported row that was not taken",
    ("deadlines/deadline.py", "calendar_day"): "a unit of the law's limits, not the table of days",
    ("deadlines/explanation.py", "calendar_day"): "the line about such a limit",
    ("deadlines/explanation.py", "received"): "the line that says when time began",
    ("deadlines/explanation.py", "waiting"): "the line about a pause",
    ("files/storage.py", "opening"): "files that are just being opened",
    ("files/virus_scan.py", "answered"): "the scanner, in the log of the process",
    ("files/virus_scan.py", "refused"): "a file with a virus, in the log of the process",
    ("row_security/functions.py", "staff"): "a value of the scope: the person who asks",
    ("row_security/functions.py", "unit"): "the comment on a value of the scope",
    ("row_security/tables.sql", "published"): "the sentence of a refusal",
    (
        "security/rate_limits.py",
        "dossier",
    ): "docs/limits.md, printed from here: what a page counts by",
    ("security/rate_limits.py", "draft"): "the same",
    ("security/rate_limits.py", "sent"): "the same",
    ("web/health_check.py", "ready"): "the address that a balancer asks",
    ("web/trusted_hosts.py", "ready"): "the same",
    ("worker/monitoring.py", "done"): "a run of a job",
    ("worker/monitoring.py", "failed"): "a run of a job",
    ("vocabulary.py", "ready"): "a tone: the icon and the style of any state",
    ("vocabulary.py", "waiting"): "the same",
}
"""Common words that mean something else in these modules, and what."""


def vocabularies(root: type[StrEnum]) -> Iterator[type[StrEnum]]:
    """Every vocabulary below another one."""
    for vocabulary in root.__subclasses__():
        yield vocabulary
        yield from vocabularies(vocabulary)


def names_of_rooms() -> set[str]:
    """Tables, roles and states, as the metadata and the vocabularies of the packages have them."""
    tables = {
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if not mapper.class_.__module__.startswith("app.kernel.")
    }
    states = {
        str(word)
        for vocabulary in vocabularies(StrEnum)
        if vocabulary.__module__.startswith("app.") and vocabulary.__name__.endswith("State")
        for word in vocabulary
    }
    return tables | states | set(map(str, Role))


def texts(source: str) -> Iterator[str]:
    """The texts of a module that no person reads: neither sentences of pages nor docstrings."""
    tree = ast.parse(source)
    read = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in SENTENCES:
            read |= {id(argument) for argument in call.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in read:
            yield node.value


def domain_words() -> set[tuple[str, str]]:
    """Each name of a room in a text or an SQL file of the kernel, with its place."""
    pattern = re.compile(rf"\b({'|'.join(sorted(names_of_rooms()))})\b")
    kernel = ROOT / "app/kernel"
    found: set[tuple[str, str]] = set()
    for file in sorted([*kernel.rglob("*.py"), *kernel.rglob("*.sql")]):
        text, place = file.read_text(encoding="utf-8"), str(file.relative_to(kernel))
        for part in texts(text) if file.suffix == ".py" else [text]:
            found |= {(place, word) for word in pattern.findall(COMMENT.sub("", part))}
    return found


def kernel_domain_words() -> list[str]:
    """Those that no excuse covers; the metric ``kernel_domain_words`` counts them."""
    return [
        f"app/kernel/{place}: {word}" for place, word in sorted(domain_words() - ALLOWED.keys())
    ]


def test_the_kernel_names_no_table_role_or_state() -> None:
    assert kernel_domain_words() == [], "say it in the room (docs/how-to), or excuse it in ALLOWED"


def test_every_excuse_is_needed() -> None:
    assert ALLOWED.keys() - domain_words() == set()


def test_a_name_that_comes_back_is_found() -> None:
    condition = """there("leg", f"there.holder_unit_id = {unit} and state = '{word}'")"""
    assert {"leg"} <= set(texts(condition)) & names_of_rooms()
    assert {"dossier_event", "city_admin", "at_agencies", "to_sign", "ab_user"} <= names_of_rooms()
