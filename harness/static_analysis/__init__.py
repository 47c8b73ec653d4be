"""``make audit``: what scanners and our own rules say, and whether each word of it was judged.

Scanners find little in a system like this one; they are hygiene. What must not happen is shown by
the matrix and the tests. Every finding stands in ``SECURITY.md`` with a judgement, or the audit
fails.
"""
