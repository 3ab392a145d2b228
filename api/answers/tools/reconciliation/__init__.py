"""Reconciliation: names and codes as others write them, to entities, and facts of these (W3C)."""
