"""Commands for data retention: the published table, and manual runs."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _

from app.kernel import retention as rules
from app.kernel.retention import RetentionRule

PAGE = Path(__file__).parents[2] / "docs" / "retention.md"
TITLE = _("How long personal data is kept")
PROVISIONAL = _("provisional")
COLUMNS = (
    _("Data"),
    _("Kept for"),
    _("Counted from"),
    _("Then"),
    _("Source in law"),
)


@click.group("retention")
def retention() -> None:
    """Retention periods of personal data."""


@retention.command("show")
@with_appcontext
def show() -> None:
    """Print the table."""
    click.echo(page(), nl=False)


@retention.command("write")
@with_appcontext
def write() -> None:
    """Write docs/retention.md from the rules in the code."""
    PAGE.write_text(page(), encoding="utf-8")
    click.echo(str(PAGE))


@retention.command("run")
@click.argument("name")
@with_appcontext
def run(name: str) -> None:
    """Purge now what the worker would purge at night."""
    if name not in (known := sorted(rules.purged_at_night())):
        raise click.UsageError(f"{name} is not purged; say one of: {', '.join(known)}.")
    click.echo(f"{name}\t{rules.run(name)}")


def page() -> str:
    with force_locale("vi"):
        return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield f"# {TITLE}"
    yield ""
    yield str(
        _(
            "Written from the rules of the code by “make retention”; do not edit it by hand."
            " The worker removes each night what is over; every removal leaves a row in the trail"
            " of changes: kind, number, moment, keys of the dossiers."
        )
    )
    yield ""
    yield _line(COLUMNS)
    yield "|---" * len(COLUMNS) + "|"
    for rule in rules.table():
        yield _line((f"{rule.what} (`{rule.name}`)", _time(rule), rule.since, rule.then, rule.law))
    yield ""
    yield str(_("Provisional: the time is ours, until the authority for archives has set one."))


def _time(rule: RetentionRule) -> str:
    return f"{rule.period} ({PROVISIONAL})" if rule.provisional else rule.period


def _line(cells: tuple[LazyString | str, ...]) -> str:
    return f"| {' | '.join(str(cell) or '—' for cell in cells)} |"
