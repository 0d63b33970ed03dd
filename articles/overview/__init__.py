"""The archive as a whole: what it holds, and the living examples of the home page."""
