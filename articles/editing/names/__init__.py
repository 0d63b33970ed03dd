"""Editors’ decisions on names: whether an entity is in an article, and what words mean."""
