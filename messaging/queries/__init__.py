"""What the pages of messaging show, each list as far as one person may see it."""
