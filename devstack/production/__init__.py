"""``make up``: production on one machine, from the templates of production in ``deploy``."""
