"""Certificates of insurance: what they say, the code that vouches for it, and its check by anybody."""
