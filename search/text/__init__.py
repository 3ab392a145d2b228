"""Writing: characters folded to one form, words, readings, romaji, snippets."""
