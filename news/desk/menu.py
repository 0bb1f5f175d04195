"""The Desk submenu of the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, SubmenuMenuItem

desk_menu = Menu(register_hook_name="register_desk_menu_item")
"""The items of the submenu, which is hidden from users for whom all of them are."""


def desk_menu_item() -> SubmenuMenuItem:
    """Return the submenu, which stands above Articles."""
    return SubmenuMenuItem(_("Desk"), desk_menu, name="desk", icon_name="calendar-alt", order=45)
