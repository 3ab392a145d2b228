"""Which projects are like a project."""
