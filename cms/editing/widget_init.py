"""Choosers without inline scripts, which the Content-Security-Policy of the admin refuses.

The templates beside this file do the same for Wagtail's fields of dates and its inline panels.
Source: https://github.com/wagtail/wagtail/issues/1288
"""

import re
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser

_CALL = re.compile(r"(?:new )?(\w+)\((.*)\);", re.DOTALL)


def render_chooser(
    chooser: BaseChooser, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
) -> SafeString:
    """Return the HTML of a chooser with the element that starts it, as `BaseChooser.render` does with a script."""
    if not attrs or "id" not in attrs:
        raise TypeError("BaseChooser cannot be rendered without an 'id' attribute")
    data = chooser.get_value_data(value)
    return format_html(
        "{}{}", chooser.render_html(name, data, attrs), start(chooser.render_js_init(attrs["id"], name, data))
    )


def start(script: str) -> SafeString:
    """Return the element that stands for a script of one call, such as `new PageChooser("id_page");`."""
    call = _CALL.fullmatch(script)
    if call is None:
        raise ValueError(f"A widget is started by one call, not by {script!r}.")
    return format_html('<widget-init function="{}" arguments="[{}]" hidden></widget-init>', *call.groups())


def replace_inline_scripts() -> None:
    """Render all choosers, Wagtail's own included, without scripts."""
    BaseChooser.render = render_chooser
