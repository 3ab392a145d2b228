"""Which column of a CSV table becomes which property."""
