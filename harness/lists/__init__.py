"""Long lists: a step for many dossiers, exports, and the staff lists of districts."""
