"""How the model is made. Nothing here is imported when text is read."""
