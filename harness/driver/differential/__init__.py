"""The decoder against a JDK over everything in the repository: scripts/differential."""
