"""What screens ask about patients."""
