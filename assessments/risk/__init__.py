"""Published risk indices as pure functions: inputs that may be missing, points of each component, a total or a range."""
