"""Which address is answered by what."""
