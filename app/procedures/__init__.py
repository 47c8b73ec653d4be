"""Administrative procedures: versions, questions, papers, fees and time limits."""
