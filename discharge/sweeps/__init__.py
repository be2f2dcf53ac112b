"""What happens by itself on the way out and after it; each part can be run twice."""
