"""E-mail by SMTP: complete, once under one Message-ID, and refusals are understood."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from app.kernel import clock, public_urls
from app.notifications.channels.base import (
    Attachment,
    Outgoing,
    Postponed,
    Rejected,
    TemporaryRefusal,
    Unanswered,
    Undelivered,
)
from app.notifications.channels.smtp import Smtp
from tests.notifications.mailbox import Mailbox, certificate, free_port, serving

KEY = UUID("0f6a3d52-8a0d-4a55-9d2c-5a5e2f6c9b11")
SENDER = "Một Cửa Hà Nội <tin-bao@motcua.example>"
TEXT = (
    "Ủy ban nhân dân xã Ba Trại đã tiếp nhận hồ sơ 000.15.17.H26-161118-0007.\n\n"
    "Ông/bà giữ Giấy tiếp nhận: mã và khóa tra cứu mở trang theo dõi <b>hồ sơ</b>."
)
SLIP = Attachment(name="giay-tiep-nhan.pdf", mime="application/pdf", content=b"%PDF-1.7\n\x00\xff")


def letter(**changes: Any) -> Outgoing:
    """What the sender gives to the driver."""
    return Outgoing(
        **{
            "id": KEY,
            "to": "nguoi.khai@example.vn",
            "subject": "Hồ sơ 000.15.17.H26-161118-0007 được tiếp nhận: hẹn 08:30 thứ Tư",
            "body": TEXT,
            "attachments": (SLIP,),
            **changes,
        }
    )


def body(letter: EmailMessage, kind: str) -> str:
    """One of its two bodies."""
    part = letter.get_body((kind,))
    assert part is not None
    return part.get_content()


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A server that takes everything."""
    with serving(Mailbox()) as server:
        yield server


@pytest.fixture
def post(app: Flask, box: Mailbox) -> Iterator[Smtp]:
    """The driver, connected to it."""
    with app.app_context():
        yield Smtp(f"smtp://127.0.0.1:{box.port}", SENDER)


def test_letter_arrives_as_it_was_written(post: Smtp, box: Mailbox) -> None:
    ref = post.send(letter())
    came = box.only()
    assert came["Subject"] == "Hồ sơ 000.15.17.H26-161118-0007 được tiếp nhận: hẹn 08:30 thứ Tư"
    assert came["To"] == "nguoi.khai@example.vn"
    assert came["From"].addresses[0].display_name == "Một Cửa Hà Nội"
    assert came["From"].addresses[0].addr_spec == "tin-bao@motcua.example"
    assert (box.writers, box.readers) == (["tin-bao@motcua.example"], [["nguoi.khai@example.vn"]])
    assert body(came, "plain").rstrip().replace("\r\n", "\n") == TEXT
    assert ref == came["Message-ID"] == f"<{KEY}@motcua.example>"
    assert abs((parsedate_to_datetime(came["Date"]) - clock.real_now()).total_seconds()) < 60
    assert came["Auto-Submitted"] == "auto-generated"
    assert not [name for name in came if name.lower().startswith("list-")]
    assert [str(each) for each in (came.defects, *(p.defects for p in came.walk()))].count("[]") > 3


def test_what_is_enclosed_comes_to_the_last_byte(post: Smtp, box: Mailbox) -> None:
    post.send(letter())
    (enclosed,) = box.only().iter_attachments()
    assert (enclosed.get_filename(), enclosed.get_content_type(), enclosed.get_content()) == (
        "giay-tiep-nhan.pdf",
        "application/pdf",
        SLIP.content,
    )


def test_page_says_the_same_words_and_fetches_nothing(post: Smtp, box: Mailbox) -> None:
    post.send(letter())
    page = body(box.only(), "html")
    assert '<html lang="vi">' in page
    assert "mở trang theo dõi &lt;b&gt;hồ sơ&lt;/b&gt;." in page
    assert "giay-tiep-nhan.pdf" in page
    assert not [sign for sign in ("<img", "url(", "src=", "<script", "@import") if sign in page]


def test_page_speaks_the_language_of_its_reader(post: Smtp, box: Mailbox) -> None:
    post.send(letter(language="en"))
    page = body(box.only(), "html")
    assert '<html lang="en">' in page
    assert "please do not answer it" in page
    assert box.only()["Content-Language"] == "en"


def test_our_own_address_becomes_a_link_and_that_of_a_stranger_stays_words(
    post: Smtp, box: Mailbox
) -> None:
    ours = public_urls.office_page("can-bo/")
    post.send(letter(body=f"Việc chờ:\n\nMới: 3 {ours}\n\nXem thêm https://la.example/x"))
    page = body(box.only(), "html")
    assert f'<a href="{ours}">Mới: 3</a>' in page
    assert "https://la.example/x" in page
    assert 'href="https://la.example' not in page


def test_same_letter_has_the_same_name_at_every_try(post: Smtp, box: Mailbox) -> None:
    assert post.send(letter()) == post.send(letter())
    assert len({each["Message-ID"] for each in box.letters}) == 1
    assert post.send(letter(id=UUID(int=7))) != box.letters[0]["Message-ID"]


@pytest.mark.parametrize(
    "to",
    [
        "a@example.vn\r\nBcc: b@example.vn",
        "a@example.vn\nRCPT TO:<b@example.vn>",
        "a@example.vn, b@example.vn",
        "Ai đó <a@example.vn>",
        "a@example.vn>",
        "không@example.vn",
        "khong-co-dau-a-cong",
        "@example.vn",
        "",
    ],
)
def test_address_that_is_none_is_never_tried_again_and_reaches_nobody(
    post: Smtp, box: Mailbox, to: str
) -> None:
    with pytest.raises(Rejected, match="address"):
        post.send(letter(to=to))
    assert box.letters == []


def test_subject_cannot_carry_a_header(post: Smtp, box: Mailbox) -> None:
    post.send(letter(subject="Chào\r\nBcc: la@example.vn\r\n\r\nThân thư giả"))
    assert box.only()["Bcc"] is None
    assert box.only()["Subject"] == "Chào Bcc: la@example.vn Thân thư giả"
    assert box.readers == [["nguoi.khai@example.vn"]]


def test_name_of_an_enclosed_file_cannot_carry_a_header(post: Smtp, box: Mailbox) -> None:
    slip = Attachment(name="a.pdf\r\nX-La: 1", mime="application/pdf", content=b"%PDF")
    with pytest.raises(ValueError, match="linefeed"):
        post.send(letter(attachments=(slip,)))
    assert box.letters == []


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ({"at_sender": "451 later"}, TemporaryRefusal("smtp_451")),
        ({"at_sender": "550 who are you"}, TemporaryRefusal("smtp_550")),
        ({"at_reader": "450 mailbox busy"}, Postponed("smtp_450")),
        ({"at_reader": "550 no such mailbox"}, Rejected("smtp_550")),
        ({"at_end": "452 disk full"}, Postponed("smtp_452")),
        ({"at_end": "554 smells of spam"}, Postponed("smtp_554")),
    ],
)
def test_server_that_says_no_is_understood(
    post: Smtp, box: Mailbox, answers: dict[str, str], failure: Undelivered
) -> None:
    vars(box).update(answers)
    with pytest.raises(type(failure)) as raised:
        post.send(letter())
    assert type(raised.value) is type(failure)
    assert raised.value.kind == failure.kind
    assert box.letters == []


def test_connection_that_breaks_after_the_letter_is_no_refusal(post: Smtp, box: Mailbox) -> None:
    box.hangs_up = True
    with pytest.raises(Unanswered):
        post.send(letter())
    assert len(box.letters) == 1


def test_nobody_there_is_a_refusal(app: Flask) -> None:
    port = free_port()
    with app.app_context(), pytest.raises(TemporaryRefusal, match="unreachable"):
        Smtp(f"smtp://127.0.0.1:{port}", SENDER).send(letter())


def test_letter_goes_sealed_where_the_server_offers_it(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    with app.app_context(), serving(Mailbox(), tls_context=context) as box:
        Smtp(f"smtp://127.0.0.1:{box.port}", SENDER).send(letter())
    assert box.sealed == [True]


def test_letter_goes_sealed_from_the_first_byte(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    with app.app_context(), serving(Mailbox(), whole_tls=context) as box:
        Smtp(f"smtps://127.0.0.1:{box.port}", SENDER).send(letter())
    assert len(box.letters) == 1


def test_server_that_nobody_vouches_for_gets_nothing(app: Flask, tmp_path: Path) -> None:
    _public, context = certificate(tmp_path)
    with app.app_context(), serving(Mailbox(), tls_context=context) as box:
        driver = Smtp(f"smtp://127.0.0.1:{box.port}", SENDER)
        with pytest.raises(TemporaryRefusal, match="tls"):
            driver.send(letter())
    assert box.letters == []


def test_server_that_asks_who_we_are_is_told(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    box = Mailbox()
    asks: dict[str, Any] = {
        "authenticator": box.let_in,
        "auth_required": True,
        "tls_context": context,
    }
    with app.app_context(), serving(box, **asks):
        Smtp(f"smtp://motcua:the%2Fvao%40@127.0.0.1:{box.port}", SENDER).send(letter())
        assert len(box.letters) == 1
        with pytest.raises(TemporaryRefusal, match="login"):
            Smtp(f"smtp://motcua:sai@127.0.0.1:{box.port}", SENDER).send(letter())
    assert box.known[0] == ("motcua", "the/vao@")


def test_no_password_goes_through_the_net_in_the_clear(app: Flask) -> None:
    box = Mailbox()
    with app.app_context(), serving(box, host="127.0.0.2", authenticator=box.let_in):
        driver = Smtp(f"smtp://motcua:mat@127.0.0.2:{box.port}", SENDER)
        with pytest.raises(TemporaryRefusal, match="no_tls"):
            driver.send(letter())
    assert (box.known, box.letters) == ([], [])
