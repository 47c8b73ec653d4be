"""The living city: the system as ``make run`` starts it, visited by everybody who works there.

Over HTTP first (``walk``: every menu entry, link and search form, two levels deep, with times),
then in a browser (``browser``: axe-core also on what is opened, overflow, script errors), at last
every button that changes something (``buttons``). ``mutants`` are faults of the past put back.
"""
