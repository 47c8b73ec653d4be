"""Fifty thousand malformed requests without a server error.

Two processes, each with its own database and application, request every URL anonymously and as each
of the twelve roles. The requests are derived from the forms of the pages, filled in and then
corrupted (``generation``) with values that have broken other systems (``values``). The seed decides
everything, so that findings can be reproduced.
"""
