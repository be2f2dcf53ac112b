"""What the demonstration hospital is made of: invented people, places and payers, always from a seeded generator."""
