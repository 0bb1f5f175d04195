"""What a request may ask for: the size of its document, its cost, and points in a time window."""
