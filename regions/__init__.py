"""Regional IKKs, the visitor's choice among them, postcodes, rates, and the pages that speak for a region."""
