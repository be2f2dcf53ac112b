"""What the pages of reaching patients read."""
