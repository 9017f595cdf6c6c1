"""Measurements of the portal against baselines of the same run: ``python -m bench`` (`make bench`)."""

#: What the baselines answer; as large as a compressed page of the portal.
BODY = b"x" * 6_000
