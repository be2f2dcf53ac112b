"""A hospital of any size in minutes, for benchmarks: rows written by set-based SQL, past the verbs and their history.

Every table is one `Rows`: a source and an SQL expression per column; what a model defaults to need not be said.
Keys, names and choices come from the row's number and the seed, so the same size and seed give the same rows.
"""
