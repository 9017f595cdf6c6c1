"""What the room does: keep enquiries, answer them."""
