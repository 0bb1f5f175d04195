"""What differs between two versions of a page or snippet, by field, by block and by word."""
