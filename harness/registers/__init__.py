"""What stands for ever: numbers without gaps, closing minutes that count, papers that hold."""
