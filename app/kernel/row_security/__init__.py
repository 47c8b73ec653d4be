"""PostgreSQL's row-level security: grants, policies, triggers, the scope of a request."""
