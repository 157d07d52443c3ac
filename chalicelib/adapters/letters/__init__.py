"""Letters and mails: Jinja2 makes the words, WeasyPrint the pages (in pdf.py alone)."""
