"""Letters on paper: typed data in, PDF out; never a query, and nothing of the other rooms."""
