"""What is true of the roll-out, from data alone."""
