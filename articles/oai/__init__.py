"""OAI-PMH 2.0, with which libraries and search services harvest the archive's metadata."""
