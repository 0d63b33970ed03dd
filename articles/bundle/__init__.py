"""The whole archive as a bundle: a BagIt bag that an empty archive can be filled from."""
