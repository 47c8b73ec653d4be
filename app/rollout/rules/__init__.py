"""Pure rules of the roll-out."""
