"""The sentences in which articles name an entity: a concordance, the roles of a person, two names together."""
