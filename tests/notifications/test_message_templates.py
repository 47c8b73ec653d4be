"""Message templates as data: loaded, edited, stored with what was sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.kernel.actor import Actor
from app.kernel.db import ChangedMeanwhile, db
from app.notifications import queries
from app.notifications.models.message_templates import TemplateVersion, Variant
from app.notifications.models.outbox import Message
from app.notifications.operations import message_templates, outbox, rendering, template_seed
from app.notifications.operations.outbox import Recipient
from app.notifications.operations.rendering import words_of
from app.notifications.rules import message_kinds, template_variables
from app.notifications.rules.default_templates import PLANS
from app.notifications.rules.message_kinds import TemplateTexts
from app.notifications.rules.placeholders import shown
from app.notifications.rules.template_variables import TemplatePart
from app.notifications.vocabulary import MessageKind
from harness.stage.databases import Database
from tests.accounts.conftest import Make, Open, Places, csrf, statements
from tests.refusals import expect_refusal

CODE = "000.15.17.H26-161118-0007"
LISTED = "/can-bo/mau-tin/list/"


def holding(
    template: MessageKind = MessageKind.SUBMITTED,
    language: str = "vi",
    variant: Variant = Variant.SAID,
) -> TemplateVersion:
    """The version that holds."""
    found = queries.newest_wording(template, language, variant)
    assert found is not None
    return found


def changed(words: TemplateTexts | None = None, **texts: Any) -> TemplateTexts:
    """The words that hold, with something else in them."""
    words = words or words_of(holding())
    kept = {"subject": words.subject, "text": words.text, "sms": words.sms}
    return TemplateTexts(**{**kept, "accented": words.accented, **texts})


def written(sms: str, by: UUID | None = None, **of: Any) -> TemplateVersion:
    """A new version with another short message."""
    old = holding(**of)
    return message_templates.compose(
        old, changed(words_of(old), sms=sms), seen=old.n, by=Actor(staff_id=by)
    )


def promised(language: str = "vi", **facts: Any) -> Message:
    """A message that waits."""
    made = outbox.add_to_outbox(
        MessageKind.SUBMITTED,
        reader=Recipient(to="0912344127", language=language),
        facts={"code": CODE, "unit": "xã Ba Trại", **facts},
        about=uuid4(),
    )
    assert made is not None
    return made


def body(message: Message) -> str:
    """What it says."""
    return rendering.render(message).body


def test_every_message_has_words_in_both_languages_from_the_beginning(database: Database) -> None:
    held = {(row.template, row.language, row.variant) for row in queries.newest_wordings()}

    assert held == {
        (template, language, variant)
        for template, plan in PLANS.items()
        for variant in plan.variants
        for language in ("vi", "en")
    }


def test_loading_again_writes_nothing(database: Database) -> None:
    assert template_seed.load() == 0


def test_newer_words_of_the_system_become_a_version_where_nobody_wrote_their_own(
    database: Database,
) -> None:
    old = holding()
    db.session.add(
        template_seed.version_of(
            old.template, old.language, old.variant, changed(sms="Hồ sơ %(code)s đã đến.")
        )
    )
    next(iter(db.session.new)).n = 2
    db.session.flush()

    assert template_seed.load() == 1
    assert holding().n == 3
    assert holding().sms == old.sms


def test_loading_leaves_the_words_of_an_officer_alone(places: Places, person: Make) -> None:
    officer = person(Role.CITY_JUSTICE, places.department)
    written("Hồ sơ %(code)s đã đến %(unit)s.", by=officer.staff.id)

    assert template_seed.load() == 0
    assert holding().sms == "Hồ sơ %(code)s đã đến %(unit)s."


def test_a_message_is_said_in_the_newest_words(database: Database) -> None:
    message = promised()
    written("%(unit)s đã nhận %(code)s. Ông/bà giữ biên nhận.")

    assert body(message) == f"xa Ba Trai da nhan {CODE}. Ong/ba giu bien nhan."


def test_a_message_keeps_the_words_of_its_first_try(database: Database) -> None:
    message = promised()
    rendering.choose_version(message)
    said = body(message)
    written("%(unit)s đã nhận %(code)s. Ông/bà giữ biên nhận.")

    rendering.choose_version(message)

    assert body(message) == said
    assert message.wording is not None
    assert message.wording.n == 1


def test_what_was_sent_before_words_were_data_is_shown_in_the_words_of_the_programme(
    database: Database,
) -> None:
    message = promised()
    written("%(unit)s đã nhận %(code)s. Ông/bà giữ biên nhận.")
    message.sent_at = message.created

    assert body(message).startswith("UBND xa Ba Trai da nhan ho so")


def test_without_any_version_the_words_are_those_of_the_programme(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = body(promised())
    message = promised()
    monkeypatch.setattr(queries, "newest_wording", lambda *_: None)

    rendering.choose_version(message)

    assert message.wording_id is None
    assert body(message) == said


def test_a_message_goes_out_in_the_language_of_its_reader(database: Database) -> None:
    assert "has received dossier" in body(promised(language="en"))
    assert "da nhan ho so" in body(promised(language="vi"))


def test_words_that_keep_their_diacritics_go_out_with_them(database: Database) -> None:
    old = holding()
    message_templates.compose(
        old, changed(sms="Hồ sơ %(code)s: đã đến %(unit)s.", accented=True), seen=1,
        by=Actor(staff_id=None),
    )  # fmt: skip

    said = rendering.render(promised())

    assert said.body == f"Hồ sơ {CODE}: đã đến xã Ba Trại."
    assert said.accented


def test_choosing_the_words_costs_one_statement(app: Flask, database: Database) -> None:
    message = promised()
    db.session.flush()

    with statements(app) as counted:
        rendering.choose_version(message)
        rendering.render(message)

    assert len(counted) <= 1


def test_what_was_written_in_the_meantime_is_not_overwritten(database: Database) -> None:
    old = holding()
    written("Hồ sơ %(code)s đã đến %(unit)s.")

    with pytest.raises(ChangedMeanwhile):
        message_templates.compose(
            old, changed(sms="Hồ sơ %(code)s đến rồi."), seen=old.n, by=Actor(staff_id=None)
        )


def test_wrong_words_are_never_kept(database: Database) -> None:
    with expect_refusal(""):
        written("Hồ sơ của %(name)s đã đến.")

    assert holding().n == 1


def test_the_same_words_are_no_new_version(database: Database) -> None:
    with expect_refusal("These are the words that hold already"):
        written(holding().sms)


# ---- the screens --------------------------------------------------------------------------------


@pytest.fixture
def writer(places: Places, person: Make, browser: Open) -> FlaskClient:
    """Who looks after the words of the city."""
    return browser(person(Role.CITY_JUSTICE, places.department))


def page(version: TemplateVersion, **of: Any) -> str:
    """The address at which the next version is written."""
    return f"/can-bo/mau-tin/cac-ban/soan/{version.id}"


def typed(**texts: str) -> dict[str, str]:
    """What stands in the form: the words that hold, and what was typed instead."""
    old = holding()
    kept = {str(part): shown(getattr(old, part)) for part in TemplatePart}
    return {**kept, "seen": str(old.n), **texts}


def send(
    client: FlaskClient, data: dict[str, str], version: TemplateVersion | None = None
) -> TestResponse:
    """Press a button of the page."""
    address = page(version or holding())
    return client.post(address, data={"csrf_token": csrf(client, address), **data})


@pytest.mark.parametrize("role", [Role.CITY_ADMIN, Role.CITY_JUSTICE])
def test_the_city_looks_after_the_words(
    places: Places, person: Make, browser: Open, role: Role
) -> None:
    reader = browser(person(role, places.department))

    assert str(message_kinds.NAMES[MessageKind.SUBMITTED]) in reader.get(LISTED).text
    assert reader.get(page(holding())).status_code == 200


@pytest.mark.parametrize(
    ("role", "seat"),
    [
        (Role.COMMUNE_LEADER, "here"),
        (Role.DISTRICT_JUSTICE, "district"),
        (Role.POLICE, "police"),
    ],
)
def test_others_neither_see_nor_write_them(
    places: Places, person: Make, browser: Open, role: Role, seat: str
) -> None:
    reader = browser(person(role, getattr(places, seat)))

    assert reader.get(LISTED).status_code == 403
    assert reader.get(page(holding())).status_code == 403


def test_a_new_version_holds_at_once_and_says_who_wrote_it(
    writer: FlaskClient, database: Database
) -> None:
    answer = send(writer, typed(sms="{nơi gửi} đã nhận {mã hồ sơ}."))

    assert answer.status_code == 302
    assert holding().n == 2
    assert holding().sms == "%(unit)s đã nhận %(code)s."
    assert holding().by_id is not None
    assert str(holding().by_name) in writer.get(f"/can-bo/mau-tin/show/{holding().id}").text


def test_people_write_placeholders_by_name_and_per_cent_signs_as_they_are(
    writer: FlaskClient, database: Database
) -> None:
    begun = writer.get(page(holding())).text
    assert "%(" not in begun
    assert 'data-insert="sms">{mã hồ sơ}<' in begun

    send(writer, typed(sms="{Mã  hồ sơ}: giảm 50% ở {nơi gửi}"))

    assert holding().sms == "%(code)s: giảm 50%% ở %(unit)s"
    assert "{mã hồ sơ}: giảm 50% ở {nơi gửi}" in writer.get(page(holding())).text


def test_trying_it_out_keeps_nothing_and_shows_the_message(
    writer: FlaskClient, database: Database
) -> None:
    answer = send(writer, typed(sms="{nơi gửi} đã nhận {mã hồ sơ} rồi.", preview="1"))

    code = template_variables.example(MessageKind.SUBMITTED, Variant.SAID)["code"]
    assert f"xa Ba Trai da nhan {code} roi." in answer.text
    assert holding().n == 1


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    writer: FlaskClient, database: Database
) -> None:
    answer = send(writer, typed(sms="Hồ sơ của cháu {tên con}", subject="Thư\ncủa xã"))

    assert "“{tên con}” không phải là ô điền" in answer.text
    assert "Thiếu {mã hồ sơ}" in answer.text
    assert "Hồ sơ của cháu {tên con}" in answer.text
    assert 'id="sms-error"' in answer.text
    assert 'id="subject-error"' in answer.text
    assert holding().n == 1


def test_the_page_says_how_long_the_message_is_and_in_which_alphabet(
    writer: FlaskClient, database: Database
) -> None:
    plain = send(writer, typed(preview="1")).text
    marked = send(writer, typed(preview="1", accented="y")).text

    assert "GSM 03.38" in plain
    assert "160" in plain
    assert "UCS-2" in marked
    assert "2 tin nhắn" in marked


def test_going_back_is_a_new_version_with_the_old_words(
    writer: FlaskClient, database: Database
) -> None:
    first = holding()
    send(writer, typed(sms="{nơi gửi} đã nhận {mã hồ sơ}."))

    begun = writer.get(page(first)).text
    assert shown(first.sms) in begun
    assert "Bắt đầu từ nội dung của phiên bản 1" in begun
    send(writer, typed(sms=shown(first.sms)))

    assert holding().n == 3
    assert holding().sms == first.sms


def test_two_people_who_write_at_once_do_not_overwrite_each_other(
    writer: FlaskClient, database: Database
) -> None:
    late = typed(sms="Hồ sơ {mã hồ sơ} đã nhận ở {nơi gửi}.")
    send(writer, typed(sms="{nơi gửi} đã nhận {mã hồ sơ}."))

    answer = send(writer, late)

    assert answer.status_code == 200
    assert holding().n == 2
    assert "Hồ sơ {mã hồ sơ} đã nhận ở {nơi gửi}." in answer.text


@pytest.mark.parametrize("text", ["\x00", "%", "%(", "%(code)d", "{" * 40, "{}", "x" * 30_000])
@pytest.mark.parametrize("field", ["subject", "full", "sms", "seen"])
def test_nothing_that_is_typed_breaks_the_page(
    writer: FlaskClient, database: Database, field: str, text: str
) -> None:
    assert send(writer, typed(**{field: text})).status_code == 200


def test_every_version_stays_and_can_be_read(writer: FlaskClient, database: Database) -> None:
    first = holding()
    send(writer, typed(sms="{nơi gửi} đã nhận {mã hồ sơ}."))

    answer = writer.get(f"/can-bo/mau-tin/cac-ban/show/{first.id}")
    assert answer.status_code == 200
    assert "{mã hồ sơ}" in answer.text, "the name of a variable stands in its place"
    assert "%(" not in answer.text
    assert '<span lang="vi">' in answer.text
    assert "&lt;span" not in answer.text
    listed = writer.get("/can-bo/mau-tin/cac-ban/list/").text
    assert "Có sẵn trong hệ thống" in listed
