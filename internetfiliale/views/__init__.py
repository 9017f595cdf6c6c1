"""Pages of the branch."""
