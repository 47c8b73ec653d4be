"""Findings of scanners, of rules of the house and of requests, each judged in ``SECURITY.md``.

Scanners find little in a system like this one; the matrix and the tests prove the security
properties. A finding without judgement fails the proof, and a judgement without finding.
"""
