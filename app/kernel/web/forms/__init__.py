"""Form fields and the forms made from models."""
