"""PDF by Typst, and QR codes."""
