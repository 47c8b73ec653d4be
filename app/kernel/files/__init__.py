"""Uploaded and printed files: types, sanitizer, virus scan, storage, orphan cleanup."""
