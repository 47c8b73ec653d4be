"""A citizen with a browser without scripts."""

from __future__ import annotations

import html
import re
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.dossiers.models.dossier import Draft
from app.dossiers.operations import submission
from app.kernel.db import db, transaction
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.answers.validation import clean_answers
from app.procedures.rules.procedure_finder import LINKED_A
from harness.stage.factories import a_photo, answers_for, inputs_of

ON_BIRTH: dict[str, Any] = {
    "child": "on_time",
    "parents": "married",
    "residence": "permanent",
    "wish": "all_three",
}
_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


class Citizen:
    """What a citizen does on these pages: open one, fill in its form, press a button."""

    def __init__(self, client: FlaskClient, commune: Unit) -> None:
        self.client, self.commune = client, commune
        self.answer: TestResponse | None = None
        self.said: dict[str, Any] = {}

    @property
    def text(self) -> str:
        """The page's text, entities resolved."""
        assert self.answer is not None
        return html.unescape(self.answer.get_data(as_text=True))

    @property
    def path(self) -> str:
        """The current URL's path."""
        assert self.answer is not None
        return self.answer.request.path

    @property
    def status(self) -> int:
        """How the server answered."""
        assert self.answer is not None
        return self.answer.status_code

    def get(self, address: str) -> Citizen:
        """Open an address."""
        self.answer = self.client.get(address, follow_redirects=True)
        return self

    def hidden(self, action: str | None = None) -> dict[str, Any]:
        """The hidden fields of the page, or of its form with this action."""
        text = self.text
        if action is not None:
            text = next(f for f in text.split("<form")[1:] if f'action="{action}' in f)
        fields = (dict(_ATTRIBUTE.findall(tag)) for tag in _INPUT.findall(text))
        return {
            f["name"]: f.get("value", "")
            for f in fields
            if f.get("type") == "hidden" and "name" in f
        }

    def post(self, address: str, *, follow: bool = True, **given: Any) -> Citizen:
        """Send a form with these inputs."""
        data = {**self.hidden(), **given}
        self.answer = self.client.post(address, data=data, follow_redirects=follow)
        return self

    def begin(self, **changes: str) -> Citizen:
        """From the three questions to the first page of the declaration."""
        code = self.commune.code
        self.get(
            f"/nop-ho-so/xa/{code}?"
            + "&".join(f"{k}={v}" for k, v in {**ON_BIRTH, **changes}.items())
        )
        return self.post("/nop-ho-so/bat-dau")

    def fill(self, section: str, **changes: Any) -> Citizen:
        """Open one section, answer it and continue."""
        self.get(f"/nop-ho-so/khai/{section}")
        return self.post(f"/nop-ho-so/khai/{section}", **{**self.answers(section), **changes})

    def answers(self, section: str) -> dict[str, Any]:
        """The answers of one section as its inputs take them."""
        form = procedures.form(procedures.published(LINKED_A))
        known = answers_for(form, self.commune)
        typed: dict[str, Any] = {}
        for question in form.page_of[section].questions:
            typed |= inputs_of(question, known.get(question.key, ""))
        return typed

    def declare(self) -> Citizen:
        """Have every section of the declaration filled in, without visiting its pages."""
        newest = select(Draft).order_by(Draft.saved_at.desc()).limit(1)
        with transaction():
            draft = db.session.scalars(newest).one()
            form, around = procedures.form(draft.version), procedures.surroundings(self.commune)
            answers = clean_answers(form, answers_for(form, self.commune), around)
            for section in form.pages(answers):
                submission.save_section(draft, section.key, answers, sound=True)
        return self.get("/nop-ho-so/giay-to")

    def declare_page_by_page(self) -> Citizen:
        """Every section of the declaration, one after the other."""
        form = procedures.form(procedures.published(LINKED_A))
        for section in form.pages(answers_for(form, self.commune)):
            self.fill(section.key)
            assert self.answer is not None
            assert self.answer.status_code == 200, (section.key, self.text)
        return self

    def upload(self, **files: tuple[bytes, str]) -> Citizen:
        """Send files for papers and stay on the page."""
        self.get("/nop-ho-so/giay-to")
        sent: dict[str, Any] = {
            key: (BytesIO(content), name) for key, (content, name) in files.items()
        }
        return self.post("/nop-ho-so/giay-to", **sent)

    def upload_all(self) -> Citizen:
        """A photo of each required paper."""
        photo = a_photo()
        self.upload(birth_notification=(photo, "giấy chứng sinh.jpg"))
        return self.upload(household_book=(photo, "sổ hộ khẩu.jpg"))

    def send(self) -> Citizen:
        """Check, declare, send."""
        self.get("/nop-ho-so/kiem-tra")
        return self.post("/nop-ho-so/kiem-tra", declared="1")

    def codes(self) -> tuple[str, str]:
        """Dossier code and tracking code as the receipt shows them."""
        text = self.get("/nop-ho-so/bien-nhan").text
        tail = re.search(
            r'mc-code__pre">([^<]+)</span><wbr><span class="mc-code__tail">([^<]+)', text
        )
        secret = re.search(r'mc-secret">([^<]+)<', text)
        assert tail, text
        assert secret, text
        return tail[1] + tail[2], secret[1]
