"""Delivery of notices: they arrive, and none is lost."""
