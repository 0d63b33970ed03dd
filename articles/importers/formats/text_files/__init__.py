"""Plain text files: their documents, header lines and front matter."""
