"""The history on the page of a record: who changed which fields, for authorised users."""

from __future__ import annotations

from flask import Flask

from app.accounts.roles import Role
from app.kernel.audit import change_log
from app.kernel.audit.change_log import AuditAction
from app.kernel.db import transaction
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, browser_of
from harness.stage.factories.people import seat_of


def test_a_page_tells_who_changed_which_fields_to_whoever_may_know(
    app: Flask, database: Database
) -> None:
    dossier = ADossier()
    writer, colleague, district = (
        AnOfficer(role, seat_of(role), name=name)
        for role, name in (
            (Role.COMMUNE_JUSTICE, "Lê Thị Sửa"),
            (Role.COMMUNE_RECEPTION, "Đỗ Thị Bên"),
            (Role.DISTRICT_JUSTICE, "Vũ Văn Huyện"),
        )
    )
    with transaction():
        fields = ["note", "assigned_to_id", "row_version"]
        change_log.record(writer.actor, AuditAction.EDIT, dossier, fields)
    address = f"/can-bo/ho-so/show/{dossier.id}"
    own, above, beside = (
        browser_of(app, each).get(address).text for each in (writer, district, colleague)
    )
    for page in (own, above):
        assert "Lê Thị Sửa" in page.partition("Lịch sử thay đổi")[2]
        assert "Phân công cho, Ghi chú nội bộ" in page
    assert "cán bộ giám sát" in own
    assert "cán bộ giám sát" not in above
    assert "Lịch sử thay đổi" not in beside
