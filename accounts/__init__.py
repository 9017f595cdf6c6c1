"""Users, sign-in, sessions and staff roles."""
