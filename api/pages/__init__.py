"""View models of the pages: plain values that the templates only lay out."""
