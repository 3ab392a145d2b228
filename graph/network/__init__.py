"""What is tied to what: edges, neighbourhoods, files for other tools."""
