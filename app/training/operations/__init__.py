"""What is done in training. Nothing here commits."""
