"""Settings, one module for each kind of run: `dev`, `test` and `production` only differ from `base`."""
