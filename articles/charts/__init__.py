"""Figures drawn as SVG on the server: the world by number of articles, searches over time."""
