"""Loads Django, for the process that others are forked from (process.py)."""

import django

django.setup()
