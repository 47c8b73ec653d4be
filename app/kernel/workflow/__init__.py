"""The engine of every workflow: words, a table of steps, and the one way of taking a step."""
