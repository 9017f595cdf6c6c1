"""Services for employers."""
