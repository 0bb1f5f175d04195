from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Adds the commands that fill a development server; production settings do not install it."""

    name = "demo"
