"""Queries of strangers: guarded, completed by search, run within limits."""
