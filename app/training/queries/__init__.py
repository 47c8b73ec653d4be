"""How training is read."""
