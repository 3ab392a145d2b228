"""The page for SPARQL."""
