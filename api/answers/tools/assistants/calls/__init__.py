"""What answers the calls of tools: the functions of the API, and what of their answers is told."""
