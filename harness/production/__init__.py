"""Production on one machine (``make up``), measured part after part."""
