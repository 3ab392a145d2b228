"""Tables told to other programs: one description of their columns, and each format of it."""
