"""A page of ours as PDF: the only folder that knows WeasyPrint. `render` in rendering.py is all that others call."""
