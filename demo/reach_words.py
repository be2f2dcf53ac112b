"""What is said in the scenes of staying in touch."""

LOOK_OUT = "Second floor, no lift; the neighbour opens the door."
PLACE = "On file with the desk"
ANSWERS = (("since", "mixed"), ("breath", "no"), ("medicines", "missing"))
