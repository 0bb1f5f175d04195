"""Warns the newsroom on its dashboard while readers may see what has changed since."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from cms.cdn.purge_outbox import late_since, outbox_switch


class LatePurges(Component):
    """Shows since when purging the CDN fails; nothing while it works."""

    name = "late-purges"
    template_name = "publishing/late_purges.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the time of the first change that readers may lack."""
        return {"since": late_since()}


@hooks.register("construct_homepage_panels")
def add_late_purges(request: HttpRequest, panels: list[Component]) -> None:
    """Put the warning first, where there is a CDN."""
    if outbox_switch:
        panels.append(LatePurges())
