"""The citizens' side: a form filled in page by page, each rule broken once, until the receipt."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import product
from random import Random
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.dossiers.models.dossier import Dossier
from app.dossiers.views.citizen.section_page import SEEN
from app.kernel.db import db, transaction
from app.kernel.security import rate_limit_store
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.models.versions import Version
from app.procedures.models.vocabulary import Must
from app.procedures.rules.form import Form, FormPage, Question, Surroundings
from app.procedures.rules.papers_and_fees import papers_for
from app.procedures.rules.procedure_finder import QUESTIONS, choose
from harness.procedures.broken_rules import Breakage, breakages, follow
from harness.stage.citizen import Citizen
from harness.stage.factories import a_photo, good_answers, inputs, opened

NAMED = re.compile(r'id="([a-z0-9_]+)-error"')
DOUBTS = re.compile(rf'name="{SEEN}" value="([a-z0-9_]+)"')
"""What is told once before the next page opens: whoever sends the page again has read it."""


@dataclass
class Tally:
    """Counts and failures."""

    filled_valid: int = 0
    filled_invalid: int = 0
    server_errors: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, code: str, sentence: str) -> None:
        """Record a failure and print it at once, since a run takes long."""
        self.wrong.append(f"{code}: {sentence}")
        sys.stderr.write(f"{self.wrong[-1]}\n")


def _all_said() -> Iterator[dict[str, str]]:
    """All combinations of answers to the three questions on a birth."""
    for values in product(*(sorted(asked.values) for asked in QUESTIONS)):
        yield dict(zip((asked.key for asked in QUESTIONS), values, strict=True))


@dataclass
class Filling:
    """One form in one browser."""

    browser: Browser
    form: Form
    around: Surroundings
    answers: Mapping[str, Any]
    code: str
    tally: Tally

    @classmethod
    def begin(cls, app: Flask, version: Version, commune: Unit, seed: int, tally: Tally) -> Filling:
        """A draft of the procedure in an empty browser."""
        rate_limit_store.forget_all()  # no family sends this much within an hour
        form, around = procedures.form(version), procedures.surroundings(commune)
        answers = good_answers(form, around, seed)
        with transaction():
            opened(commune, version.procedure.code)
        browser = Browser(app, commune, tally)
        browser.choose(version.procedure.code)
        return cls(browser, form, around, answers, version.procedure.code, tally)

    def break_each(self, most: int | None = None) -> None:
        """Page by page: every rule broken alone, then the valid answers of the page."""
        for section in self.form.pages(self.answers):
            wrong = [
                (question, breakage)
                for question in self._asked(section)
                for breakage in breakages(question, self.form, self.answers, self.around)
            ]
            if most is not None:
                wrong = Random(section.key).sample(wrong, min(most, len(wrong)))  # no secret
            self.browser.see(f"/nop-ho-so/khai/{section.key}")
            for question, breakage in wrong:
                self._break(section, question, breakage)
            self._fill(section)

    def fill(self) -> None:
        """Page by page, the valid answers."""
        for section in self.form.pages(self.answers):
            self._fill(section)

    def _asked(self, section: FormPage) -> Iterable[Question]:
        whole = self.form.completed(self.answers)
        shown = self.form.shown_in(whole)
        return (
            question
            for question in section.questions
            if question.asked and question.key in shown and not question.is_copied(whole)
        )

    def _break(self, section: FormPage, question: Question, breakage: Breakage) -> None:
        here = f"/nop-ho-so/khai/{section.key}"
        typed = {**inputs(self.form, section.key, self.answers), **breakage.typed}
        answer = self.browser.press(here, **typed)
        if answer is None or answer.status_code != 422:
            self.browser.see(here)  # the next one is typed on the page again
        if answer is None:
            return
        self.tally.filled_invalid += 1
        named = set(NAMED.findall(answer.text))
        story = f"{question.key} breaks “{breakage.rule}” with {dict(breakage.typed)}"
        if answer.status_code != 422:
            self.tally.note(self.code, f"{story}: answered {answer.status_code}")
        elif question.key not in named or not named <= follow(question, self.form):
            self.tally.note(self.code, f"{story}: {sorted(named)} were named")

    def _fill(self, section: FormPage) -> None:
        here = f"/nop-ho-so/khai/{section.key}"
        self.browser.see(here)
        typed = inputs(self.form, section.key, self.answers)
        answer = self.browser.press(here, **typed)
        if answer is not None and (doubts := DOUBTS.findall(answer.text)):
            answer = self.browser.press(here, **{**typed, SEEN: doubts})
        if answer is not None and answer.status_code != 302:
            named = NAMED.findall(answer.text)
            self.tally.note(self.code, f"page {section.key}: {answer.status_code}, {named}")

    def send(self) -> Dossier | None:
        """The papers, the declaration, the receipt; None if there is none."""
        here = "/nop-ho-so/giay-to"
        for paper in papers_for(self.form, self.answers):
            if paper.must is Must.REQUIRED:
                self.browser.see(here)
                self.browser.press(here, **{paper.key: (BytesIO(a_photo()), "ảnh.jpg")})
        check = "/nop-ho-so/kiem-tra"
        self.browser.see(check)
        answer = self.browser.press(check, declared="1")
        receipt = self.browser.see("/nop-ho-so/bien-nhan")
        if answer is None or answer.status_code != 302 or "mc-secret" not in receipt:
            self.tally.note(self.code, f"no receipt: {answer and answer.status_code}")
            return None
        return self._dossier()

    def _dossier(self) -> Dossier:
        code = self.browser.codes()[0]
        return db.session.scalars(select(Dossier).where(Dossier.code == code)).one()


class Browser(Citizen):
    """A citizen whose browser counts server errors."""

    def __init__(self, app: Flask, commune: Unit, tally: Tally) -> None:
        super().__init__(app.test_client(), commune)
        self.tally = tally

    def choose(self, code: str) -> None:
        """From the page of the procedure to its first page; births by the three questions."""
        here = f"/nop-ho-so/xa/{self.commune.code}"
        self.see(f"{here}/thu-tuc/{code}")
        if self.path.endswith("/khai-sinh"):
            said = next(each for each in _all_said() if choose(each).code == code)
            self.see(f"{here}/khai-sinh?{urlencode(said)}")
        self.press("/nop-ho-so/bat-dau")

    def press(self, address: str, **typed: Any) -> TestResponse | None:
        """Send the form of the page with these inputs; None if the server failed."""
        return self._asked("POST", address, data={**self.hidden(), **typed})

    def see(self, address: str) -> str:
        """Open a page; empty if the server failed."""
        answer = self._asked("GET", address, follow_redirects=True)
        return answer.text if answer else ""

    def _asked(self, method: str, address: str, **more: Any) -> TestResponse | None:
        try:
            self.answer = self.client.open(address, method=method, **more)
        except Exception:  # the test client raises what a server answers with 500
            self.tally.server_errors += 1
            self.tally.note(address, traceback.format_exc(limit=-3))
            return None
        if self.answer.status_code >= 500:
            self.tally.server_errors += 1
            self.tally.note(address, f"answered {self.answer.status_code}")
        return self.answer
