"""The benchmark: our pages beside hand-written SQL of the same rows, on hospitals of several sizes, right before fast."""
