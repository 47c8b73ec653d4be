"""Printed documents of a dossier: declarations, one-stop slips 01 to 06, receipts.

Builders are pure: they take texts and return a document that is printed when it is issued.
"""
