"""A list as a table of cells: read from a file, its header found, its rows told apart."""
