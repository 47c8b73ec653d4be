"""Permissions are told in words on the pages of roles."""

from flask import Flask

from app.accounts.roles import ROLES
from app.accounts.views.labels import VERBS, label_of, noun_words


def test_every_permission_of_a_role_is_told_in_words(app: Flask) -> None:
    with app.test_request_context():
        held = {permission for facts in ROLES.values() for permission in facts.may}
        codes = sorted(
            f"{verb} {noun}" for verb, noun in held if verb not in VERBS or noun_words(noun) == noun
        )
        assert not codes, codes
        labels = [label_of(verb, noun) for verb, noun in held]
        assert len(set(labels)) == len(labels), "two permissions with the same words"
