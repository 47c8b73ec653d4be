"""Delivery of notices: they arrive, in order, and none is lost during an outage of a gateway."""
