"""The sections of the page, one a file: facts out of a run, and the template that shows them."""
