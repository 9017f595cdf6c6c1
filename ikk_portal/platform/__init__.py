"""Technical pieces that know nothing of the rooms; every room may import them."""
