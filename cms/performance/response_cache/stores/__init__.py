"""Where responses are stored."""
