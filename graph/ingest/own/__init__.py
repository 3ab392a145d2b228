"""The operator's own RDF: read, kept apart from what the tables say, and bounded."""
