"""Values: what is searched, asked, understood and given; nothing here computes."""
