"""Pages of complaints and satisfaction: for citizens, heads and overseers."""
