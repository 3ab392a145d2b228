"""Places in a query that are more, or less, than a name: addresses, longer names, codes."""
