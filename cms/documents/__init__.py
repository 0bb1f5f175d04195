"""Documents for download: their files are stored without metadata."""
