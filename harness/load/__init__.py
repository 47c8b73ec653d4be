"""A morning of the city: officers sign in while citizens send dossiers, at the share of a machine.

A system like that of ``make run`` is first visited by one person at a time. From these times and
the CPU they take, ``model`` derives how many cores the whole city needs, which share of it those
of this machine carry, and the response times to expect at that share. Then that share is sent, at
random moments whatever the answers take, and measured.
"""
