"""Which local governments can tell another one how it is done."""
