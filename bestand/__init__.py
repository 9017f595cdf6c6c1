"""The register (Bestand): insured persons and employers as the insurer holds them, in a database of its own."""
