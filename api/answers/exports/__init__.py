"""Lists as files, and what their columns are."""
