"""The rights of use in forms, and what follows when they end."""
