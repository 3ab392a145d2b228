"""What search is built from: documents, their words, and what a query can call them."""
