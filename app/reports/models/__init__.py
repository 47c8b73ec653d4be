"""Tables of counts and reports."""
