"""What the privacy pages ask."""
