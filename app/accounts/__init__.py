"""Who may come in: staff, their postings, roles, sign-in and sessions."""
