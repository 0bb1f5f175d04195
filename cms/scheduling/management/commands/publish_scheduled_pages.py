"""Runs the schedule under Wagtail's old name, which cron jobs may still use."""

from cms.scheduling.management.commands.publish_scheduled import Command as Command
