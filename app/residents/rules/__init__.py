"""What is true of people and of questions about them, told from facts alone."""
