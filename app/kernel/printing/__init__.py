"""PDF output through Typst, and QR codes."""
