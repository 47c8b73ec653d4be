"""Every procedure of the catalogue is filled in and brought to its end, knowing none of them.

Answers come from the published form alone (``tests.factories.form_answers``). Good ones go through
the citizens' pages to a receipt and through the office to the hand-over of the result. Bad ones
break one rule of one question at a time: the page must name that question, and nothing else.
"""
