"""Text as people write it: folding, parsing, phone and identity numbers, safe patterns."""
