"""Polls the feeds of sources for new articles."""
