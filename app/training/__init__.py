"""Training: courses for future users, classes, tests and certificates."""
