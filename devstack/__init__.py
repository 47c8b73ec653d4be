"""What `make run` starts beside the application: PostgreSQL, a gateway for SMS, the launcher."""
