"""The co-occurrence network of an entity: its neighbours, and the articles that any two of them share."""
