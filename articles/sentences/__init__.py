"""The sentences in which articles name an entity: a concordance, roles, two names together."""
