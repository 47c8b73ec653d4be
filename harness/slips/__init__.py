"""Every slip checked against its list of fields, on the page."""
