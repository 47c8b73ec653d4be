"""Every answer that a print reads is a question of the catalogue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.dossiers.slips import civil_status_declarations, declarations
from app.handoffs import slips as lists
from app.registers import slips as certificates
from app.registers.slips import birth

CATALOGUE = Path(certificates.__file__).parents[2] / "procedures" / "catalogue"
HEADING = declarations.Heading("xã Ba Trại", "huyện Ba Vì")
HEAD = lists.ListHead("xã Ba Trại", "huyện Ba Vì", "Bảo hiểm xã hội", date(2016, 11, 21))


class Overheard(dict[str, str]):
    """Answers that record which of them were read."""

    def __init__(self) -> None:
        super().__init__(applicant_id="001088001234", household_head="Nguyễn Văn Tài")
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


def question_keys() -> set[str]:
    """Keys of all questions; those about a parent once for each."""

    def walk(thing: Any) -> Iterator[str]:
        if isinstance(thing, dict):
            if "kind" in thing and "key" in thing:
                yield thing["key"]
            for inner in thing.values():
                yield from walk(inner)
        elif isinstance(thing, list):
            for inner in thing:
                yield from walk(inner)

    found = {
        key
        for name in ("sections.json", "blocks.json")
        for key in walk(json.loads((CATALOGUE / name).read_text()))
    }
    return {key.replace("{p}", who) for key in found for who in ("mother", "father")}


@pytest.mark.parametrize(
    "build",
    [
        lambda answers: civil_status_declarations.birth_declaration(answers, HEADING),
        lambda answers: declarations.household_notice(answers, HEADING),
        lambda answers: declarations.insurance_declaration(answers, HEADING),
        lambda answers: birth.birth_certificate({"answers": answers}),
    ],
    ids=["birth declaration", "household notice", "insurance declaration", "certificate"],
)
def test_a_paper_reads_only_what_is_asked(build: Callable[[Overheard], Any]) -> None:
    answers = Overheard()
    build(answers)
    assert len(answers.asked) > 10
    assert answers.asked <= question_keys()


def test_the_list_of_children_reads_only_what_is_asked() -> None:
    asked = {key: "01/11/2016" if key == "child_born" else key for key in question_keys()}
    child = lists.InsuredChild.of(asked)
    assert child == lists.InsuredChild(
        name="child_name",
        born=date(2016, 11, 1),
        sex="child_sex",
        address="household_address",
        facility="facility",
        note="Mẹ: mother_name; Cha: father_name",
    )
    assert lists.insurance_list(HEAD, [child]) is not None
