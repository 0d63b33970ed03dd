"""Training of the model. Not imported for extraction."""
