"""Where the search appears in Wagtail's admin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from search.admin import SearchViewSetGroup, report_menu_item, report_urls
from search.admin_review import review_permissions

register_snippet(SearchViewSetGroup)
hooks.register("register_admin_urls", report_urls)
hooks.register("register_permissions", review_permissions)
hooks.register("register_reports_menu_item", report_menu_item)
