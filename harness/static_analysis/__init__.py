"""``make audit``: findings of scanners and of our own rules, each with a recorded assessment.

Scanners find little in a system like this one; the matrix and the tests prove the security
properties. Every finding must have an assessment in ``SECURITY.md``, or the audit fails.
"""
