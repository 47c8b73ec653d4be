"""Units of the city, the procedures open in them, and the calendar of working days."""
