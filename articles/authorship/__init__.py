"""Who wrote an article: bylines, the authors they name, and the agencies that are not persons."""
