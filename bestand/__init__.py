"""The register of insured persons and employers."""
