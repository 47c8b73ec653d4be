"""Tables of the roll-out: phases, staff lists, account rounds, readiness, outreach."""
