"""What portal and core system share: sealed cases one way, answers the other (docs/core-system.md)."""
