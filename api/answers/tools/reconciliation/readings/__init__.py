"""What a text may name: codes, names in any writing, what is only like one."""
