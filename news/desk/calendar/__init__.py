"""The calendar of the desk: what goes live, expires or is released when, and what is planned."""
