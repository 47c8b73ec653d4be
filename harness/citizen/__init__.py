"""What the citizens' side asks of a mother with a telephone: steps, minutes, weight, refusals."""
