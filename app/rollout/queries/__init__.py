"""How the roll-out is read."""
