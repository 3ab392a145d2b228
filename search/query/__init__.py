"""From a text to conditions: recognise, join, assemble."""
