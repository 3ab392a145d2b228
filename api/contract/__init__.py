"""What the answers of the JSON API are made of: one type for each, told by ``/openapi.json``."""
