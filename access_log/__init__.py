"""The access log: one line for each request, kept for days, never by person; what it is counted for is anonymous."""
