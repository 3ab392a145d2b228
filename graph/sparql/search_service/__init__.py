"""``SERVICE tsn:search``: read, asked of search, and written as VALUES."""
