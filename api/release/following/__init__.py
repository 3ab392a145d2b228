"""Which release is current: it is given to each request, and the next one is followed to."""
