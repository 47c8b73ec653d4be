"""Services that `make run` starts beside the application: PostgreSQL, SMS gateway, launcher."""
