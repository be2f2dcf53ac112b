"""Case notes by class: general, psychosocial, and what only its author may read."""
