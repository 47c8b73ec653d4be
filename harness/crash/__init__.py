"""What happens when things break: processes killed, forms sent twenty times at once."""
