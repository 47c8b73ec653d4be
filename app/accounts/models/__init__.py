"""Tables of staff, accounts, sessions."""
