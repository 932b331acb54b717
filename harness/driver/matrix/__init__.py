"""scripts/matrix: the suite over all targets."""
