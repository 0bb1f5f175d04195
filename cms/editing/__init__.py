"""The page forms of the admin: what they say, check and refuse."""
