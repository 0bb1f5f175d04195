"""What keeps accounts with their owners: notices of changes, and superusers that others cannot touch."""
