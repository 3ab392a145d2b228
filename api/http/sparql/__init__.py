"""What ``/sparql`` takes and gives, and what can go wrong with a query."""
