"""What can be named: places, concepts, titles, and the words that join them."""
