"""What is done in the roll-out. Nothing here commits."""
