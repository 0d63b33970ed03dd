"""Articles, their originals, versions and sources."""
