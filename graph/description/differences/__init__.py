"""What changed from one graph to another, and from one release to the next."""
