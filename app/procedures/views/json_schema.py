"""The public JSON Schema of a version's file, for other systems."""

from flask import Blueprint, Response, jsonify

from app.procedures import catalogue
from app.procedures.rules.json_format import ADDRESS, schema

schemas = Blueprint("schemas", __name__)


@schemas.get(ADDRESS)
def version() -> Response:
    return jsonify(schema(catalogue.lists()))
