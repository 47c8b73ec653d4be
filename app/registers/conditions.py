"""Words of the row policies of the books."""

from app.kernel.row_security.conditions import there


def signed(proposal: str) -> str:
    """A leader has signed such a proposal of the civil-status officer (trình ký)."""
    made = there("proposal_decision", "made.proposal_id = there.id and made.is_signed", "made")
    return there("entry_proposal", f"{proposal} and {made}")
