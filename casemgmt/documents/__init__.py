"""Documents that are written from the code, so that they cannot be wrong: `manage.py generate_docs`."""
