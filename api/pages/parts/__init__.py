"""Parts of pages: rendering, addresses, cells, charts, forms, ways out."""
