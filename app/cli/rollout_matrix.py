"""Documentation page of the roll-out matrix: roles, and every case of the clearance rule."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _

from app.accounts.roles import BY_TWO, ROLES, Reach, Role
from app.accounts.views.labels import label_of
from app.rollout.models.staff_lists import ListState
from app.rollout.rules.clearance import Lack, Listed, nearest
from app.rollout.rules.plan import NEEDS, PHASES
from app.training.models.classes import AttendanceOutcome
from app.training.views.admin import OUTCOMES

PAGE = Path(__file__).parents[2] / "docs" / "rollout-matrix.md"
ROLE, OPENS = Role.COMMUNE_RECEPTION, PHASES[1].accounts_from
BEFORE = OPENS - timedelta(days=1)

LISTS: Mapping[ListState | None, LazyString] = {
    None: _("on no list"),
    ListState.DRAFT: _("on a draft"),
    ListState.SUBMITTED: _("on a list handed in"),
    ListState.RETURNED: _("on a list sent back"),
    ListState.APPROVED: _("on an approved list"),
}
TRAINED = (
    None,
    AttendanceOutcome.ENROLLED,
    AttendanceOutcome.ABSENT,
    AttendanceOutcome.FAILED,
    AttendanceOutcome.PASSED,
)
LACKS: Mapping[Lack | None, LazyString] = {
    None: _("**comes in**"),
    Lack.LIST: _("no: list"),
    Lack.APPROVAL: _("no: approval"),
    Lack.TRAINING: _("no: training"),
    Lack.DAY: _("no: day"),
}
REACHES: Mapping[Reach, LazyString] = {
    Reach.NOTHING: _("nothing"),
    Reach.UNIT: _("the own unit"),
    Reach.DISTRICT: _("the district"),
    Reach.CITY: _("the city"),
}


@click.group("rollout")
def rollout() -> None:
    """Bringing communes online."""


@rollout.command("matrix")
@with_appcontext
def write_matrix() -> None:
    """Write docs/rollout-matrix.md from the roles, the plan and the rule of clearance."""
    PAGE.write_text(page(), encoding="utf-8")
    click.echo(str(PAGE))


def page() -> str:
    with force_locale("vi"):
        return "\n".join([*_head(), *_roles(), *_opened(), *_cases()]) + "\n"


def _head() -> Iterator[str]:
    yield "# " + str(_("Who comes in by the plan"))
    yield ""
    yield str(
        _("Written from the code by “flask --app run rollout matrix”; do not edit it by hand.")
    )
    yield ""


def _roles() -> Iterator[str]:
    yield "## " + str(_("Roles"))
    yield ""
    yield _line((_("Role"), _("List and phase"), _("Training"), _("Reads"), _("Manages staff of"),
                 _("One-time code")))  # fmt: skip
    yield "|---" * 6 + "|"
    for role, facts in ROLES.items():
        wanted = NEEDS.get(role)
        yield _line((
            f"{facts.label} (`{role}`)",
            _yes(role not in BY_TWO),
            _yes(role not in BY_TWO and (wanted is None or wanted.training)),
            REACHES[facts.reads],
            REACHES[facts.manages],
            _yes(facts.second_step),
        ))  # fmt: skip
    yield ""


def _opened() -> Iterator[str]:
    yield "## " + str(_("What each role opens"))
    yield ""
    for facts in ROLES.values():
        yield f"### {facts.label}"
        yield ""
        pairs = sorted(label_of(verb, noun) for verb, noun in facts.may)
        for noun, verbs in groupby(pairs, key=lambda pair: pair[0]):
            yield f"- {noun}: {', '.join(verb for _noun, verb in verbs)}"
        yield ""


def _cases() -> Iterator[str]:
    yield "## " + str(_("Every case"))
    yield ""
    yield str(_("With a waiver of the city for the person, unit and role everybody comes in."))
    yield ""
    yield _line((_("List"), _("Course of the role"), _("Training wanted, phase open"),
                 _("Training wanted, before the phase"), _("No training wanted, phase open"),
                 _("No training wanted, before the phase")))  # fmt: skip
    yield "|---" * 6 + "|"
    for state, words in LISTS.items():
        for outcome in TRAINED:
            course = OUTCOMES[outcome] if outcome else _("no class, or of another role")
            told = (
                LACKS[lack_of(state, outcome, needed=needed, day=day)]
                for needed in (True, False)
                for day in (OPENS, BEFORE)
            )
            yield _line((words, course, *told))
    yield ""


def lack_of(
    state: ListState | None, outcome: AttendanceOutcome | None, *, needed: bool, day: date
) -> Lack | None:
    """What a person in this state still lacks, without a waiver."""
    if state is None:
        return nearest((), day)[0]
    line = Listed(
        unit_id=0,
        role=ROLE,
        approved=state is ListState.APPROVED,
        training=needed,
        passed=outcome is AttendanceOutcome.PASSED,
        accounts_from=OPENS,
        phase_name="",
    )
    return nearest((line,), day)[0]


def _yes(value: bool) -> LazyString | str:
    return _("yes") if value else "–"


def _line(cells: Iterable[LazyString | str]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"
