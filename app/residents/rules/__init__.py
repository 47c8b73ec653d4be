"""Rules for people and look-ups: matching, parsing and validation, from data alone."""
