"""What is asked of visits: who is in the house, and how stays went."""

from encounters.queries.visits import census, in_house

__all__ = ["census", "in_house"]
