"""Rules about the source: one test each, whose message names the files."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 400
MAY_COMMIT = {"app/kernel/db.py", "app/kernel/connections/pool.py"}
JOINS_PACKAGES = {"app/kernel/hooks.py"}
FACES = {"app/dossiers/workflow/__init__.py", "app/handoffs/workflow/__init__.py"}
"""Packages whose names are imported from the package: each is one table with its vocabulary."""
KERNEL_ROOT = 12
"""Maximum of files directly in ``app/kernel``; the others have a package."""
GERUNDS = frozenset(
    [
        "bookkeeping",
        "folding",
        "formatting",
        "listing",
        "monitoring",
        "parsing",
        "rendering",
        "tracking",
        "training",
    ]
)
"""Modules that end like a gerund and are nouns of the glossary, or standard terms."""


@cache
def sources() -> dict[str, tuple[str, ast.Module]]:
    """Text and syntax tree of every module of the application, by path."""
    texts = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in sorted(ROOT.glob("app/**/*.py"))
    }
    return {place: (text, ast.parse(text)) for place, text in texts.items()}


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call of a method: its file, the call, the name of the method."""
    for place, (_text, tree) in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield place, node, node.func.attr


def test_only_the_kernel_commits() -> None:
    faults = [
        f"{place}:{call.lineno} .{name}()"
        for place, call, name in calls()
        if name in {"commit", "rollback"} and place not in MAY_COMMIT
    ]
    assert faults == [], "use transaction() of app/kernel/db.py"


def test_only_registrations_join_packages() -> None:
    faults = [
        f"{place}:{call.lineno}"
        for place, call, name in calls()
        if (name == "handlers" or _names_a_handler(call, name))
        and place not in JOINS_PACKAGES
        and not place.endswith("/registration.py")
    ]
    assert faults == [], "name handlers of hooks in the registration.py of the package"


def _names_a_handler(call: ast.Call, name: str) -> bool:
    """Whether its arguments are a member of a hook, and something."""
    return name == "register" and len(call.args) == 2 and isinstance(call.args[0], ast.Attribute)


def test_packages_do_not_repeat_the_names_of_their_modules() -> None:
    faults = []
    for place, (_text, tree) in sources().items():
        if place.endswith("__init__.py") and place not in FACES:
            used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            faults += [
                f"{place}:{node.lineno} {name.name}"
                for node in tree.body
                if isinstance(node, ast.ImportFrom) and node.module != "__future__"
                for name in node.names
                if (name.asname or name.name) not in used
            ]
    assert faults == [], "import it from the module that defines it"


def test_imports_stand_at_the_top() -> None:
    faults = [
        f"{place}:{node.lineno}"
        for place, (_text, tree) in sources().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert faults == []


def test_a_file_holds_one_idea() -> None:
    lengths = {place: len(text.splitlines()) for place, (text, _tree) in sources().items()}
    assert {place: lines for place, lines in lengths.items() if lines > LONGEST_FILE} == {}, (
        "split it by who acts, or by noun"
    )


def test_nothing_is_left_for_later() -> None:
    faults = [
        f"{place}: {word}"
        for place, (text, _tree) in sources().items()
        for word in ("TODO", "FIXME", "XXX")
        if word in text
    ]
    assert faults == []


def test_no_module_for_odds_and_ends() -> None:
    forbidden = {"utils", "helpers", "common", "misc", "manager"}
    assert [place for place in sources() if Path(place).stem in forbidden] == []


def test_a_module_is_a_noun() -> None:
    """``docs/names.md``: a noun of the glossary, or the industry's standard term."""
    faults = [
        place
        for place in sources()
        if (noun := Path(place).stem).endswith("ing") and noun not in GERUNDS
    ]
    assert faults == [], "name it by its noun (docs/names.md), or excuse it in GERUNDS"
    assert len(GERUNDS) <= 10


def crowded_class_names() -> dict[str, list[str]]:
    """Names of classes that are defined in three modules or more, and where."""
    places: dict[str, set[str]] = defaultdict(set)
    for place, (_text, tree) in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].add(place)
    return {name: sorted(found) for name, found in places.items() if len(found) > 2}


def test_a_class_name_stands_for_one_thing() -> None:
    assert crowded_class_names() == {}, "put the subject before the name (docs/names.md)"


def kernel_root() -> list[str]:
    """Files that lie in the kernel itself, in no package of it."""
    return [place for place in sources() if str(Path(place).parent) == "app/kernel"]


def test_a_class_says_what_it_is_unless_its_message_or_its_fields_do() -> None:
    faults = [
        f"{place}:{node.lineno} {node.name}"
        for place, (_text, tree) in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node) and not _has_message(node) and not _is_form(node)
    ]
    assert faults == [], "write a sentence that says what it is"


def _has_message(node: ast.ClassDef) -> bool:
    return any(
        isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "message"
        for each in node.body
    )


def _is_form(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).endswith("Form") for base in node.bases)


def test_the_kernel_keeps_its_files_in_packages() -> None:
    assert len(kernel_root()) <= KERNEL_ROOT, kernel_root()
