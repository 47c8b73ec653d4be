"""Web framework of the project: generated views, lists, forms, refusals and response handling."""
