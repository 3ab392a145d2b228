"""From conditions to documents: found, counted, ordered."""
