"""The originals of articles, as a ZIP file and as a web archive."""
