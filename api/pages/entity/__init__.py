"""The page of a thing."""
