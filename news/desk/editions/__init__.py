"""The editions of an article in the admin: all of them, and what differs between two."""
