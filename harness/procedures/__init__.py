"""Every procedure of the catalogue is filled in and completed generically.

Answers are derived from the published form alone (``form_answers`` of the stage). Valid ones go
through the citizens' pages to a receipt and through the office to the hand-over of the
result.
Invalid ones break one rule of one question at a time: the page must name that question, and no
other.
"""
