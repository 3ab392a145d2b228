"""Documents on disk: words, columns, texts, each in files of its own."""
