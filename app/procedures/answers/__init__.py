"""Answers to the questions of a form: normalisation, validation, warnings and display.

The same ``faults`` are used by the page of a section, the check of the whole document at submission
and the officer's correction, so that the three cannot disagree.
"""
