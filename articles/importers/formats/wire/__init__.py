"""Feeds and the wire formats of news agencies."""
