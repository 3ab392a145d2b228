"""The next list of a programme: read, names resolved as the search does, previewed, written."""
