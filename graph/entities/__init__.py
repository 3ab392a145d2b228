"""From statements back to things: records, models, contacts, the RDF of one thing."""
