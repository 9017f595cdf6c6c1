"""Contact: standard enquiries by e-mail; what concerns one person only by letter or phone."""
