"""Brochures by post: catalogue, orders, fulfilment, stock. Nothing is asked but what the envelope needs."""
