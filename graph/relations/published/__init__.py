"""Relations that stand in the graph itself."""
