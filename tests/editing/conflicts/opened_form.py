"""The form of an edit view as a browser sends it when nothing has been changed in it."""

from typing import Any

import html5lib
from django.test import Client


def opened_form(browser: Client, url: str) -> dict[str, list[str]]:
    """Opens a form and returns the names and values of its fields."""
    page = html5lib.parse(browser.get(url).content.decode(), namespaceHTMLElements=False)
    form = page.find(".//form[@id='w-editor-form']")
    sent: dict[str, list[str]] = {}
    for element in form.iter():
        name = element.get("name") if element.tag in ("input", "select", "textarea") else None
        if name and "__prefix__" not in name:
            sent.setdefault(name, []).extend(_values(element))
    return {name: values for name, values in sent.items() if values}


def _values(element: Any) -> list[str]:
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return [option.get("value", "") for option in chosen]
    if element.tag == "textarea":
        return [element.text or ""]
    if element.get("type") in ("checkbox", "radio"):
        return [element.get("value", "on")] if element.get("checked") is not None else []
    return [element.get("value", "")]
