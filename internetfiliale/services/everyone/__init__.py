"""Services for insured persons and employers alike."""
