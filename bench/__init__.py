"""Measurements of the portal against baselines of the same run: ``python -m bench`` (`make bench`)."""
