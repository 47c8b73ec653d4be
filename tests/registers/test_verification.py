"""A signed result is sealed, and anyone verifies it by QR, code or file, and without network."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pikepdf
import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.dossiers.models.dossier import Dossier, PaperKind
from app.dossiers.workflow import State
from app.kernel.db import db
from app.kernel.files import storage
from app.kernel.printing import electronic_seal
from app.kernel.security import signed_codes
from app.procedures.rules.procedure_finder import BIRTH
from app.registers import queries
from app.registers.models.issued_papers import IssuedPaper, PaperStatus
from app.registers.operations import issued_papers
from harness.stage.citizen import Citizen
from harness.stage.factories import ADossier
from scripts import verify_paper
from tests.dossiers.citizen.conftest import citizen, commune
from tests.dossiers.citizen.test_tracking import tracking

__all__ = ["citizen", "commune"]

HOME = "/xac-thuc/"
CODE = re.compile(r"Mã xác thực: ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})")


def sealed(dossier: Dossier) -> bytes:
    """The file of the result, as it is kept."""
    (paper,) = [each for each in dossier.papers if each.kind is PaperKind.RESULT]
    assert paper.storage_key
    assert paper.sha256
    return storage.read_whole(paper.storage_key, paper.sha256)


def code_on(pdf: bytes) -> str:
    found = CODE.search(" ".join(pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text().split()))
    assert found
    return found[1]


def issue_of(dossier: Dossier) -> IssuedPaper:
    papers = [paper.id for paper in dossier.papers]
    return db.session.scalars(select(IssuedPaper).where(IssuedPaper.paper_id.in_(papers))).one()


def content_of(dossier: Dossier) -> Mapping[str, Any]:
    """What the book has of the birth."""
    entry = queries.of_dossier(dossier.id)
    assert entry is not None
    return entry.content


def qr_of(dossier: Dossier, pdf: bytes) -> str:
    """The statement that the QR holds: signed anew, which gives the same letters."""
    issued = issue_of(dossier)
    code = issued_papers.typed_code(code_on(pdf))
    facts = (
        issued.name, issued.number, issued.office, issued.issued_on.isoformat(), issued.initials,
        str(issued.birth_year or ""),
    )  # fmt: skip
    said = dict(zip(issued_papers.KEYS, facts, strict=True))
    return signed_codes.sign({issued_papers.CODE: code, **said})


class Checker:
    """Somebody with a phone who is shown a paper."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def types(self, code: str) -> tuple[int, str]:
        return self._sends(ma=code)

    def drops(self, pdf: bytes) -> tuple[int, str]:
        return self._sends(tep=(BytesIO(pdf), "giay.pdf"))

    def scans(self, token: str) -> tuple[int, str]:
        answer = self.client.get(f"{HOME}{token}")
        return answer.status_code, answer.get_data(as_text=True)

    def _sends(self, **said: object) -> tuple[int, str]:
        page = self.client.get(HOME).get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        answer = self.client.post(HOME, data={"csrf_token": token and token[1], **said})
        return answer.status_code, answer.get_data(as_text=True)


@pytest.fixture
def checker(app: Flask) -> Checker:
    return Checker(app)


@pytest.fixture
def dossier(database: object) -> Dossier:
    return ADossier(State.RETURNED, procedure=BIRTH)


IN_FORCE, NOT_OURS, ALTERED = (
    "Giấy này là thật và còn hiệu lực",
    "Giấy này không phải do hệ thống cấp",
    "Tệp này đã bị sửa đổi",
)


def test_a_signed_result_is_verified_by_code_file_and_qr(
    dossier: Dossier, checker: Checker
) -> None:
    pdf = sealed(dossier)
    code = code_on(pdf)
    for status, page in (
        checker.types(code),
        checker.types(code.lower().replace("-", " ").replace("0", "o")),
        checker.drops(pdf),
        checker.scans(qr_of(dossier, pdf)),
    ):
        assert status == 200
        for part in (IN_FORCE, issue_of(dossier).number, issue_of(dossier).initials):
            assert part in page, part
        assert dossier.subject_name not in page
        assert dossier.applicant_name not in page


def test_what_is_not_ours_is_answered_alike(dossier: Dossier, checker: Checker) -> None:
    own = qr_of(dossier, sealed(dossier))
    scanned = (checker.scans(own[:-5] + "AAAAA"), checker.scans("nothing"))
    assert checker.scans(f"{'x' * 10}.{'y' * 1902}.{'A' * 86}.x")[0] == 404
    assert [status for status, _page in scanned] == [404, 404]
    for _status, page in (
        *scanned,
        checker.types(issued_papers.new_code()),
        checker.types("12"),
        checker.drops(b"%PDF-1.7 something else"),
    ):
        assert NOT_OURS in page


@pytest.mark.parametrize("at", [100, 4000, -400])
def test_one_altered_byte_is_noticed(dossier: Dossier, checker: Checker, at: int) -> None:
    pdf = bytearray(sealed(dossier))
    pdf[at] ^= 1
    assert ALTERED in checker.drops(bytes(pdf))[1]
    assert not electronic_seal.seal().is_whole(bytes(pdf))


def test_a_file_with_something_added_is_not_as_it_was_issued(
    dossier: Dossier, checker: Checker
) -> None:
    grown = BytesIO()
    with pikepdf.open(BytesIO(sealed(dossier))) as opened:
        opened.save(grown)
    assert ALTERED in checker.drops(grown.getvalue())[1]
    assert ALTERED in checker.drops(sealed(dossier) + b"\n%more")[1]


def test_a_superseded_paper_names_the_one_that_took_its_place(
    dossier: Dossier, checker: Checker
) -> None:
    newer, pdf = ADossier(State.RETURNED, procedure=BIRTH), sealed(dossier)
    issued_papers.end(
        issue_of(dossier).id,
        PaperStatus.SUPERSEDED,
        "Cải chính hộ tịch",
        unit_id=dossier.commune_id,
        posting_id=None,
        by_id=issue_of(newer).id,
    )
    db.session.flush()
    for status, page in (checker.types(code_on(pdf)), checker.drops(pdf)):
        assert status == 200
        assert "Giấy này đã được thay thế" in page
        assert issue_of(newer).number in page
    assert IN_FORCE in checker.drops(sealed(newer))[1]


def test_a_revoked_paper_is_not_in_force(dossier: Dossier, checker: Checker) -> None:
    paper = issue_of(dossier).id
    issued_papers.end(
        paper, PaperStatus.REVOKED, "Cấp sai", unit_id=dossier.commune_id, posting_id=None
    )
    db.session.flush()
    assert "Giấy này đã bị thu hồi" in checker.drops(sealed(dossier))[1]


def test_the_file_holds_its_data_and_is_pdf_a_3_before_and_after_the_seal(dossier: Dossier) -> None:
    with pikepdf.open(BytesIO(sealed(dossier))) as pdf:
        (name,) = pdf.attachments
        content = json.loads(pdf.attachments[name].get_file().read_bytes())
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
    assert content["answers"]["child_name"] == dossier.subject_name
    declared = set(content_of(dossier)["answers"])
    assert {"mother_id", "applicant_name"} & declared
    assert not {"mother_id", "applicant_name"} & set(content["answers"])
    assert "applicant" not in content


def test_a_rehearsal_is_not_verified_as_a_paper(database: object) -> None:
    rehearsed = ADossier(State.RETURNED, procedure=BIRTH, is_rehearsal=True)
    assert not electronic_seal.seal().is_whole(sealed(rehearsed))


def test_the_citizen_takes_the_sealed_file_and_anybody_verifies_it(
    dossier: Dossier, checker: Checker, citizen: Citizen
) -> None:
    tracking(citizen, dossier)
    (paper,) = [each for each in dossier.papers if each.kind is PaperKind.RESULT]
    address = f"/tra-cuu/ket-qua/{paper.id}"
    assert address in citizen.text
    citizen.get(address)
    assert citizen.answer is not None
    taken = citizen.answer.get_data()
    assert taken == sealed(dossier)
    assert IN_FORCE in checker.drops(taken)[1]
    assert checker.client.get(address).status_code == 302  # nobody else's browser


def test_no_file_before_the_result_is_handed_over(dossier: Dossier, citizen: Citizen) -> None:
    signed = ADossier(State.READY, procedure=BIRTH)
    tracking(citizen, signed)
    for paper in (*signed.papers, *dossier.papers):
        assert citizen.get(f"/tra-cuu/ket-qua/{paper.id}").status == 404


def test_guessing_codes_costs_work_and_a_right_code_does_not(
    dossier: Dossier, checker: Checker
) -> None:
    code = code_on(sealed(dossier))
    for _n in range(59):
        checker.types("0000-0000-0000-0000")
    assert checker.types(code)[0] == 200
    assert NOT_OURS in checker.types("0000-0000-0000-0000")[1]
    status, page = checker.types("0000-0000-0000-0000")
    assert status == 429
    assert "data-puzzle" in page


def test_the_offline_script_says_what_the_page_says(dossier: Dossier, checker: Checker) -> None:
    published = checker.client.get("/.well-known/giay-to/jwks.json").get_json()
    keys = verify_paper.keys_of(published)
    token = qr_of(dossier, sealed(dossier))
    said = verify_paper.verify(f"https://portal.example{HOME}{token}", keys)
    assert said
    assert said["n"] == issue_of(dossier).number
    another = "A" if token[-9] != "A" else "B"
    assert verify_paper.verify(token[:-9] + another + token[-8:], keys) is None
    assert verify_paper.verify("https://portal.example/xac-thuc/", keys) is None


def test_the_seal_and_keys_are_published(app: Flask) -> None:
    answer = app.test_client().get("/.well-known/giay-to/dau-dien-tu.pem")
    assert answer.get_data().startswith(b"-----BEGIN CERTIFICATE-----")
    assert b"PRIVATE" not in answer.get_data()
