"""What is done with legs: opened at signing, moved a step, answered by the agency."""
