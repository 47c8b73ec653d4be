"""What is true of training, from data alone."""
