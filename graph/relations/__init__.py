"""Who is like whom and why: projects, programmes, local governments and the ties between them."""
