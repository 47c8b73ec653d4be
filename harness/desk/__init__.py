"""The desk as its officers meet it: what stands on their pages, and what it costs them."""
