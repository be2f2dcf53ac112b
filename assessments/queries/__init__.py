"""Reads for one screen each, by noun."""
