"""Flask-AppBuilder as it comes, over the same table: what anybody would have who installs it."""
