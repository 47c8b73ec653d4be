"""Printed results of dossiers, in the layout that the version names."""

from collections.abc import Callable, Mapping
from typing import Any

from app.procedures.models.vocabulary import Layout
from app.registers.slips.birth import birth_certificate
from app.registers.slips.content import Content
from app.registers.slips.results import certified, confirmation, extract, marriage

LAYOUTS: Mapping[Layout, Callable[[Content | Mapping[str, Any]], bytes]] = {
    Layout.BIRTH: birth_certificate,
    Layout.MARRIAGE: marriage,
    Layout.EXTRACT: extract,
    Layout.CONFIRMATION: confirmation,
    Layout.CERTIFIED: certified,
}


def printed(content: Content | Mapping[str, Any]) -> bytes:
    return LAYOUTS[Layout(content["result"]["layout"])](content)
