"""Fifty thousand requests that no page of ours would send, and not one fault of the server.

``make fuzz``: two processes, each with a database and an application of its own, ask every address
as anybody and as each of the twelve roles. What they send grows from what the pages themselves
offer: their forms, filled in and then spoilt (``generation``) with values that have broken other
systems (``values``). The seed decides everything, so that what was found is found again.
"""
