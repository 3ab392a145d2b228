"""What pages say of their things in the words of schema.org, for crawlers."""
