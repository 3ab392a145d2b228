"""Searches answered by OpenSearch, with the same results as in this process."""
