"""The request log, statistics of SQL, and OpenTelemetry."""
