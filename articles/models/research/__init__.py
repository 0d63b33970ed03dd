"""Readers’ searches and the archive’s words."""
