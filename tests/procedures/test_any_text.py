"""Whatever anybody types into any kind of question: never a fault of ours, nothing is lost.

Once through the fields and checks alone, with texts that hypothesis makes up, and once through the
citizens' real page with texts that have broken forms before.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.dossiers.forms.declaration import declaration
from app.dossiers.models import Draft
from app.dossiers.operations import submission
from app.kernel.db import db, transaction
from app.kernel.text import parsing
from app.kernel.web.forms.citizen_fields import MOST_TYPED
from app.procedures import catalogue, operations
from app.procedures.answers import answers_summary, notices
from app.procedures.forms import section_form
from app.procedures.models import Procedure, QuestionKind
from app.procedures.rules import Form, compiled
from tests.dossiers.citizen.conftest import Citizen
from tests.factories import a_commune, opened
from tests.procedures.conftest import HERE

WHO = [
    {"key": "who", "kind": "name", "label": "Ai", "stands_for": "subject"},
    {"key": "sender", "kind": "name", "label": "Người gửi", "stands_for": "applicant"},
    {
        "key": "sender_phone",
        "kind": "phone",
        "label": "Điện thoại",
        "stands_for": "applicant_phone",
    },
]
KINDS = [kind for kind in QuestionKind if kind is not QuestionKind.PERSON]
FROM_A_LIST = {
    QuestionKind.CHOICE,
    QuestionKind.CHOICES,
    QuestionKind.YES_NO,
    QuestionKind.FACILITY,
}
ENDLESS = "ắ" * 10_000
NASTY = (
    "",
    " ",
    "\0",
    "a\0b",
    "Nguyễn Thị Hoa",
    unicodedata.normalize("NFD", "Nguyễn Thị Ệ"),
    "\x1b[31m\x07\x7f\x85",
    "\u202eaoH\u202c\u200f\u2066x\u2069",
    "\u200b\ufeff\u00ad",
    "😀🇻🇳👩\u200d👩\u200d👧",
    "<script>alert('1')</script>\"&amp;",
    "{{ 7*7 }}{% raw %}%(label)s %s {0}",
    "٠١٢٣٤٥٦٧٨٩²½",
    "31/02/2016",
    "-1e309",
    "same:it",
    "a" + "\u0301\u0323" * 300,
    ENDLESS,
    unicodedata.normalize("NFD", ENDLESS)[:10_000],
    "1" * 10_000,
    "a\r\nb\rc\n\n\n",
)  # fmt: skip


def entry(*kinds: QuestionKind) -> dict[str, Any]:
    """A procedure that asks one thing of each kind."""
    offered = {"choices": [["one", "Một"], ["two", "Hai"]]}
    asked = [
        {"key": kind, "kind": kind, "label": "Một mục", "rules": {"pattern": ".{0,9}"}}
        | (offered if kind in {QuestionKind.CHOICE, QuestionKind.CHOICES} else {})
        for kind in kinds
    ]
    return {
        "valid_from": "2016-01-01",
        "policy": "restart",
        "sections": [
            {"key": "page", "title": "Trang", "intro": "", "questions": asked},
            {"key": "who", "title": "Ai", "intro": "", "questions": WHO},
        ],
        "papers": [],
        "fees": [],
        "legs": [],
        "results": [{"key": "paper", "name": "Giấy", "book": "other"}],
        "limits": {"total": {"amount": 3, "unit": "working_day"}},
    }


def names(kind: QuestionKind) -> tuple[str, ...]:
    """The inputs of the question."""
    parts = {QuestionKind.DATE: "dmy", QuestionKind.ADDRESS: ("place", "detail")}
    return tuple(f"{kind}-{part}" for part in parts[kind]) if kind in parts else (str(kind),)


def strings(value: Any) -> Iterator[str]:
    """Every text of a document."""
    if isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value


def is_kept_well(answers: Any) -> bool:
    """Every text is in NFC and holds nothing that nobody can see."""
    json.dumps(answers).encode()
    return all(
        unicodedata.is_normalized("NFC", text)
        and not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c != "\n" for c in text)
        for text in strings(answers)
    )


def shown(page: str, kind: QuestionKind) -> list[str]:
    """What stands in the inputs of a question."""
    found = re.findall(rf'<input[^>]*name="{kind}(?:-\w+)?"[^>]*value="([^"]*)"', page)
    found += re.findall(rf'<textarea[^>]*name="{kind}"[^>]*>\r?\n?(.*?)</textarea>', page, re.S)
    return [html.unescape(each) for each in found]


def tidy(kind: QuestionKind, typed: str) -> str:
    """What may be left of a text: it is trimmed, in NFC, and all that is seen is there."""
    read = parsing.paragraphs if kind is QuestionKind.LONG_TEXT else parsing.line
    return read(typed[:MOST_TYPED])


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_breaks_the_fields_or_the_checks(app: Flask, kind: QuestionKind) -> None:
    form = Form.parse(compiled(operations.draft(entry(kind)), catalogue.lists()))

    def page_of(typed: str) -> MultiDict[str, str]:
        return MultiDict(dict.fromkeys(names(kind), typed))

    @settings(max_examples=60, deadline=None)
    @given(st.text(alphabet=st.characters(), max_size=80))
    @example("\ud800\udfff x")
    @example("\0")
    def hold(typed: str) -> None:
        made = section_form(form, "page", {}, context=HERE)
        assert made is not None
        page = made(formdata=page_of(typed), meta={"csrf": False})
        page.validate()
        page.notices()
        drawn = "".join(str(field()) for field in page.shown_fields())
        answers = page.answers()
        assert is_kept_well(answers)
        answers_summary(form, answers, HERE)
        notices(form, answers, HERE)
        if page.errors and kind not in FROM_A_LIST:
            assert tidy(kind, typed) in shown(drawn, kind)
        desk = declaration(form, {}, HERE)(formdata=page_of(typed), meta={"csrf": False})
        desk.validate()
        assert is_kept_well(desk.answers())

    with app.test_request_context():
        hold()


@pytest.mark.usefixtures("database")
def test_no_text_breaks_the_page_and_none_is_lost(app: Flask) -> None:
    with transaction():
        procedure = Procedure(code="9.000001", name="Một việc", short_name="Một việc")
        version = operations.draft(entry(*KINDS))
        version.n = 1
        procedure.versions.append(version)
        db.session.add(procedure)
        operations.publish(version)
        draft, token = submission.start_draft(version, opened(a_commune(), procedure.code))
        db.session.flush()
        key = draft.id
    citizen = Citizen(app.test_client(), draft.commune)
    door, here = f"/nop-ho-so/lam-tiep/{key}/{token.hex()}", "/nop-ho-so/khai/page"
    citizen.get(door).post(door)
    citizen.get(here)
    for typed in NASTY:
        inputs = {name: typed for kind in KINDS for name in names(kind)}
        citizen.post(here, follow=False, **inputs)
        assert citizen.answer is not None
        assert citizen.answer.status_code == 422, typed[:40]  # for no text is right everywhere
        page = citizen.answer.text
        assert is_kept_well(db.session.get_one(Draft, key).answers)
        for kind in KINDS:
            if f'id="{kind}-error"' in page and kind not in FROM_A_LIST:
                assert tidy(kind, typed) in shown(page, kind), (kind, typed[:40])
        citizen.get(here)
        assert citizen.answer.status_code == 200
