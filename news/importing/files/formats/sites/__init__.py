"""Sites of Hugo and Jekyll."""
