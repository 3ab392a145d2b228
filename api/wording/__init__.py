"""Words: messages, texts in several languages, values as a reader reads them."""
