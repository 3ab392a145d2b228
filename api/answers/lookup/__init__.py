"""From a text to one thing."""
