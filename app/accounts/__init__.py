"""Staff, their postings, roles, sign-in and sessions."""
