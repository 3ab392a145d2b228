"""The engine in this process: masks and arrays over all documents of a release."""
