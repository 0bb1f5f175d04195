"""Whether this server lives and is ready: `/livez/` and `/readyz/`."""
