"""What the models' privacy declarations mean: check, erasure, statement; and the trail of staff access."""
