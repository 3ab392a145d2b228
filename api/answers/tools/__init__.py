"""What the tools of other people are answered: spreadsheets, assistants, feeds, crawlers."""
