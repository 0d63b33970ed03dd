"""Entities, their names and identifiers, and where articles mention them."""
