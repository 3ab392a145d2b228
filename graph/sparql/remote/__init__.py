"""A SPARQL 1.1 server elsewhere in the place of the embedded engine: the answers are the same."""
