"""Answers of search: results, how they were understood, the same as SPARQL."""
