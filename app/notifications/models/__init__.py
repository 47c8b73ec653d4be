"""Models of messages, templates, gateway reports, call tasks and preferences."""
