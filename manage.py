#!/usr/bin/env python
"""Runs Django's administrative commands, with development settings unless told otherwise."""

import os
import sys
from pathlib import Path

import environ
from django.core.management import execute_from_command_line


def main() -> None:
    """Reads `.env`, where there is one, before the settings do, so that it may also name the settings module."""
    if (variables := Path(__file__).resolve().parent / ".env").is_file():
        environ.Env.read_env(variables)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
