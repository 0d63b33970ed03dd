"""Tools for researchers: citable frozen searches, saved searches, and email alerts."""
