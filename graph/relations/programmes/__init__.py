"""Which programmes are like a programme, and fit a body and what it wants."""
