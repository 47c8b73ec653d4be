"""Write ``docs/data-model.md`` from the classes of tables: ``make data-model``."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from sqlalchemy import Table

import app.models  # noqa: F401  # every table
from app.kernel.db import Base

PAGE = Path(__file__).parents[1] / "docs" / "data-model.md"
CENTRE = "dossier"


def page() -> str:
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    tables = _tables()
    yield "# Tables"
    yield ""
    yield (
        "Written from the models by `make data-model`; do not edit it by hand. Policies, triggers"
        " and functions stand beside each class and in `database/` of its package."
    )
    yield ""
    yield "## Packages"
    yield ""
    yield "An arrow: tables of one package refer to tables of the other; the number of references."
    yield ""
    yield from _drawn("flowchart TD", _references(tables))
    yield ""
    yield "## One dossier"
    yield ""
    yield "Every table that belongs to a dossier, and what the dossier refers to."
    yield ""
    yield from _drawn("erDiagram", _around(CENTRE, tables))
    for package, found in groupby(tables, tables.__getitem__):
        yield ""
        yield f"## `{package}`"
        yield ""
        yield "| Table | Class | What it is |"
        yield "|---|---|---|"
        for name in found:
            model = _models()[name]
            yield f"| `{name}` | `{model.__name__}` | {_what(model)} |"


def _models() -> dict[str, type]:
    """Our classes by their table; Flask-AppBuilder has one of its own for some."""
    found = [each.class_ for each in Base.registry.mappers]
    return {each.__table__.name: each for each in found if each.__module__.startswith("app.")}


def _tables() -> dict[str, str]:
    """Tables by package, each with the package that declares it."""
    found = {name: model.__module__.split(".")[1] for name, model in _models().items()}
    return dict(sorted(found.items(), key=lambda each: (each[1], each[0])))


def _foreign(table: Table) -> Iterator[tuple[str, str]]:
    """Names of the tables that a table refers to, and of the column that does."""
    for key in table.foreign_keys:
        yield key.column.table.name, key.parent.name


def _references(tables: dict[str, str]) -> Iterator[str]:
    arrows = Counter(
        (package, tables[other])
        for name, package in tables.items()
        for other, _column in _foreign(Base.metadata.tables[name])
        if other in tables and tables[other] != package
    )
    for (package, other), times in sorted(arrows.items()):
        yield f"{package} -->|{times}| {other}"


def _around(centre: str, tables: dict[str, str]) -> Iterator[str]:
    for name in tables:
        for other, column in sorted(_foreign(Base.metadata.tables[name])):
            if centre in {name, other}:
                yield f"{other} ||--o{{ {name} : {column}"


def _drawn(kind: str, lines: Iterable[str]) -> Iterator[str]:
    yield "```mermaid"
    yield kind
    yield from (f"  {line}" for line in lines)
    yield "```"


def _what(model: type) -> str:
    """The first sentence of the docstring, which has the Vietnamese term."""
    first = (model.__doc__ or "").strip().split("\n\n")[0]
    return " ".join(first.split()).replace("|", "\\|").replace("``", "`").rstrip(".")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
