"""Every path of the questions that decide which procedure fits, and where each of them ends.

A person begins with the questions on a birth, or with any procedure, and answers what can turn them
away. A refusal may name the procedure to choose instead: there the same question keeps its answer.
A path ends with a procedure that takes the request, or with a refusal that says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from typing import NamedTuple

from app.procedures import catalogue
from app.procedures.operations.catalogue_seed import draft
from app.procedures.rules.compiler import compiled
from app.procedures.rules.form import Form, Question, Refusal
from app.procedures.rules.procedure_finder import choose, unanswered

Said = Mapping[str, str]


class Path(NamedTuple):
    """One way through the questions."""

    begun: str
    """The code of the procedure that was chosen first; empty: the questions on a birth."""
    visited: tuple[str, ...]
    """The procedures on the way, in order."""
    said: Said
    ends: tuple[str, ...]
    """The procedure that takes the request, or the reason why none does; one of them is right."""


def paths() -> list[Path]:
    """All paths, from every beginning."""
    births = chain.from_iterable(_of_births({}))
    direct = (path for code in catalogue.CODES for path in _through(code, code, (), {}))
    return [*births, *direct]


def paths_without_one_end() -> list[Path]:
    """The paths that go in a circle, end nowhere, or end without a reason."""
    return [path for path in paths() if len(path.ends) != 1 or not path.ends[0]]


def _of_births(said: Said) -> Iterator[Iterator[Path]]:
    """The questions that choose among births; then the procedure's own."""
    missing = unanswered(said)
    if missing:
        for option in missing[0].options:
            yield from _of_births({**said, missing[0].key: str(option.value)})
        return
    choice = choose(said)
    if choice.code is None:
        yield iter([Path("", (), said, (str(choice.reason),))])
    else:
        yield (
            path._replace(said={**said, **path.said})
            for path in _through("", choice.code, (), _known(said))
        )


def _known(said: Said) -> Said:
    """What the questions on a birth have told about the questions of the declarations."""
    parents = said.get("parents", "")
    where = "yes" if said.get("residence") in {"permanent", "temporary", "living"} else ""
    proof = parents if parents in {"abandoned", "surrogacy"} else ""
    told = {"parents": parents, "parents_where": where, "birth_proof": proof}
    return {key: value for key, value in told.items() if value}


def _through(begun: str, code: str, visited: tuple[str, ...], said: Said) -> Iterator[Path]:
    """The paths through a procedure, for somebody who has answered some questions before."""
    here = (*visited, code)
    if code in visited or code not in catalogue.CODES:
        yield Path(begun, here, said, ())
        return
    for answers, found in _answered(_gates(code), said):
        if not found:
            yield Path(begun, here, answers, (code,))
        elif len(found) == 1 and found[0].procedure:
            yield from _through(begun, found[0].procedure, here, answers)
        else:
            yield Path(begun, here, answers, tuple(refusal.message for refusal in found))


def _answered(
    gates: tuple[Question, ...], said: Said
) -> Iterator[tuple[Said, tuple[Refusal, ...]]]:
    """Every way to answer the questions, until one turns the person away."""
    if not gates:
        yield said, ()
        return
    asked, *later = gates
    if asked.shown_if and asked.shown_if.key in said and not asked.shown_if.holds(said):
        yield from _answered(tuple(later), said)
        return
    offered = [value for value, _label in asked.choices]
    known = said.get(asked.key)
    for value in [known] if known in offered else offered:
        answers = {**said, asked.key: value}
        found = tuple(refusal for refusal in asked.refusals if value in refusal.values)
        if found:
            yield answers, found
        else:
            yield from _answered(tuple(later), answers)


@cache
def _gates(code: str) -> tuple[Question, ...]:
    """The questions of a procedure that refuse an answer."""
    form = Form.parse(compiled(draft(catalogue.procedure(code)), catalogue.lists()))
    return tuple(question for question in form.questions if question.refusals)
