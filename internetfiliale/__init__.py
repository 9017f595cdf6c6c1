"""The branch: what insured persons and employers see and do once they are signed in."""
