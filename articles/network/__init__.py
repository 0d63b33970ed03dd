"""Who and what appear together: the neighbours of an entity, and in how many articles any two of them are."""
