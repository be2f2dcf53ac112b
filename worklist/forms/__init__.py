"""What people type into the pages of work; shapes only, the rules are in the verbs."""
