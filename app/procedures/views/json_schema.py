"""What is published about procedures for other systems: the schema of a version's file."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from app.procedures import catalogue
from app.procedures.rules import schema
from app.procedures.rules.json_format import ADDRESS

schemas = Blueprint("schemas", __name__)


@schemas.get(ADDRESS)
def version() -> Response:
    """The JSON Schema of a version that leaves the system or comes in."""
    return jsonify(schema(catalogue.lists()))
