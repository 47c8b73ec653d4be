"""What is asked of training: who has learnt, which classes there are, who sits in them."""

from app.training.queries.papers import (
    About,
    about,
    bank,
    hash_of,
    newest_paper,
    papers_of,
)
from app.training.queries.people import (
    Clash,
    absent_of,
    certificates_of,
    clashes,
    doubled,
    holders_of_seats,
    in_class,
    is_full,
    seats_taken,
    sitting_elsewhere,
    sitting_in,
    trained,
)

__all__ = [
    "About",
    "Clash",
    "about",
    "absent_of",
    "bank",
    "certificates_of",
    "clashes",
    "doubled",
    "hash_of",
    "holders_of_seats",
    "in_class",
    "is_full",
    "newest_paper",
    "papers_of",
    "seats_taken",
    "sitting_elsewhere",
    "sitting_in",
    "trained",
]
