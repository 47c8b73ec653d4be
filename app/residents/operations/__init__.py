"""What is done with the population database."""
