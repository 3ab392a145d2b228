"""The addresses that the tools of other people ask."""
