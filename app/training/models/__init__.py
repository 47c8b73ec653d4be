"""Tables of training: courses, classes, participants, results."""
