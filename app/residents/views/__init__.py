"""Pages of the population database."""
