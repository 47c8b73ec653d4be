"""What can be asked of a commune: procedures, their versions, questions, papers, fees, limits."""
