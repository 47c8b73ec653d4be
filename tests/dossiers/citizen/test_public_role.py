"""The citizens' surface alone works with its narrow database role of production."""

from __future__ import annotations

from io import BytesIO

from flask import Flask
from sqlalchemy import select

from app import create_app
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.one_time_codes import OneTimeCode
from app.dossiers.operations import one_time_codes
from app.dossiers.rules import draft_codes
from app.dossiers.workflow import State
from app.kernel.db import db, transaction
from app.notifications.models.outbox import Message
from config import Config
from harness.stage.citizen import Citizen
from harness.stage.databases import Database
from harness.stage.factories import ADossier, ADraft, a_commune, a_photo
from tests.dossiers.citizen.test_tracking import codes_of


def _settings(app: Flask, database: Database) -> Config:
    return Config.from_environment(
        {
            "SECRET_KEY": app.config["SECRET_KEY"],
            "FILES_DIR": str(app.config["FILES_DIR"]),
            "DATABASE_URL": database.url("mc_public"),
        }
    )


def test_the_narrow_role_is_enough_for_citizens(app: Flask, committed: Database) -> None:
    waiting = {late: ADossier(State.SUPPLEMENTING, late_supplement=late) for late in (False, True)}
    waits = {late: codes_of(dossier) for late, dossier in waiting.items()}
    linked = codes_of(ADossier(State.AT_AGENCIES))
    commune = a_commune()
    public = create_app("public", _settings(app, committed))
    public.test_client_class = app.test_client_class
    with public.app_context():
        citizen = Citizen(public.test_client(), commune)
        for page in ("", "/khai-sinh", "/thu-tuc/1.000656", "/thu-tuc/1.000894"):
            citizen.get(f"/nop-ho-so/xa/{commune.code}{page}")
            assert citizen.answer is not None
            assert citizen.answer.status_code == 200, page
        citizen.get("/?tim=kim+chung").begin().declare_page_by_page().upload_all().send()
        assert citizen.path == "/nop-ho-so/bien-nhan", citizen.text
        own = citizen.codes()
        citizen.get("/tra-cuu").post("/tra-cuu", ma=own[0], bi_mat=own[1])
        citizen.post("/tra-cuu/sua/bat-dau").get("/tra-cuu/sua/giay-to")
        added = (BytesIO(a_photo(80)), "b.jpg")
        citizen.post("/tra-cuu/sua/giay-to", birth_notification=added, tiep="1")
        citizen.get("/tra-cuu/sua/child?sua=1")
        changed = {**citizen.answers("child"), "child_name": "Trần Nguyễn Đổi"}
        citizen.post("/tra-cuu/sua/child?sua=1", **changed).post("/tra-cuu/sua")
        assert citizen.path == "/tra-cuu/ho-so", citizen.text
        citizen.get("/tra-cuu/rut").post("/tra-cuu/rut", reason="Nhầm xã")
        assert citizen.path == "/tra-cuu/ho-so", citizen.text
        for code, secret in waits.values():
            citizen.get("/tra-cuu").post("/tra-cuu", ma=code, bi_mat=secret).get("/tra-cuu/bo-sung")
            photo = (BytesIO(a_photo(90)), "a.jpg")
            citizen.post("/tra-cuu/bo-sung", birth_notification=photo)
            citizen.post("/tra-cuu/bo-sung", xong="1")
            assert citizen.path == "/tra-cuu/ho-so", citizen.text
        citizen.get("/tra-cuu").post("/tra-cuu", ma=linked[0], bi_mat=linked[1])
        assert "Công an huyện Ba Vì" in citizen.text
        assert citizen.answer is not None
        assert citizen.answer.status_code == 200
        citizen.get("/tra-cuu/khieu-nai")
        citizen.post("/tra-cuu/khieu-nai", kind="feedback", said="Chờ lâu")
        assert "/PA-1" in citizen.text
        db.session.remove()
        db.engine.dispose()
    states = sorted(db.session.scalars(select(Dossier.state)))
    assert states == ["accepted", "at_agencies", "submitted", "withdrawn"]


def test_the_narrow_role_is_enough_for_who_has_lost_the_codes(
    app: Flask, committed: Database
) -> None:
    dossier, draft, commune = ADossier(), ADraft(), a_commune()
    code, draft_code, key = dossier.code, draft_codes.code_of(draft.id), dossier.id
    public = create_app("public", _settings(app, committed))
    public.test_client_class = app.test_client_class
    with public.app_context():
        citizen = Citizen(public.test_client(), commune)
        citizen.get("/tra-cuu/quen-ma").post("/tra-cuu/quen-ma", ma=code, viec="ma-moi")
        citizen.post("/ma-xac-nhan", ma=_digits(app))
        assert "mc-secret" in citizen.text
        citizen.get("/tra-cuu/doi-so").post("/tra-cuu/doi-so", so="0987654321")
        citizen.post("/ma-xac-nhan", ma=_digits(app))
        assert citizen.path == "/tra-cuu/ho-so", citizen.text
        citizen.get("/nop-ho-so/quen-ma").post("/nop-ho-so/quen-ma", ma=draft_code)
        citizen.post("/ma-xac-nhan", ma=_digits(app))
        assert citizen.path == "/nop-ho-so/giay-to", citizen.text
        db.session.remove()
        db.engine.dispose()
    db.session.expire_all()
    assert db.session.get_one(Dossier, key).applicant_phone == "0987654321"


def _digits(app: Flask) -> str:
    """The code of the last request, as sent by the worker."""
    with app.app_context():
        asked = select(OneTimeCode.id).order_by(OneTimeCode.at.desc()).limit(1)
        key = db.session.scalars(asked).one()
        with transaction():
            one_time_codes.send_code(str(key))
        found = db.session.scalars(select(Message.facts).filter_by(subject_id=key)).one()
        db.session.remove()
        return str(found["number"])
