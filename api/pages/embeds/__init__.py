"""Pages that other sites show in a frame: a map, a list, a card."""
