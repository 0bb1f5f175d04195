"""Django's database backend for PostgreSQL with fewer round trips: the ENGINE of the settings."""
