"""Connections: what is read of them, how long and how many there may be, who takes turns."""
