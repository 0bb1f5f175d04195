"""Readership in the admin: the report and the dashboard panel of what is read most."""
