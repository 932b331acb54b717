"""Planted defects: small realistic mistakes that the suite has to notice."""
