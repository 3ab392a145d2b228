"""Graph and search joined: things as JSON, and what search is built from."""
