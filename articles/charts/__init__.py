"""Charts drawn as SVG on the server: the world map, searches over time."""
