"""How the project itself stands: names, layout, seconds of its tests, mutants, speed of two pages.

``make figures-house`` runs the tests twice (a slice, then all), lets every mutant be found, starts
the system as ``make run`` does, and prints one JSON object in its last line.
"""
