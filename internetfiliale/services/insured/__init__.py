"""Services for insured persons."""
