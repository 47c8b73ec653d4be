"""Stock Flask-AppBuilder over the same table, as installed."""
