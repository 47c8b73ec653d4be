"""The door, the start page, and the generated screens of people and units."""
