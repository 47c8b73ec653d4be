"""Tables of civil-status registers."""
