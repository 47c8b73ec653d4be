"""What citizens and the head of the commune write. Nothing here commits."""
