"""Tools for researchers: cited searches, saved searches, and email alerts."""
