"""The archive as a whole: what it holds, and examples from it for the home page."""
