"""The second factor of an account: codes of an authenticator app, and recovery codes for when the app is lost."""
