"""Load Django in the process that others are forked from (process.py)."""

import django

django.setup()
