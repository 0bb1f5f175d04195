"""The report on the use of page types."""

from typing import Any

from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView


class PageTypesReportView(PageTypesUsageReportView):
    """Names the last edited page of a type to those who may edit it."""

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Leave out the pages that this user may not edit."""
        page_types = super().decorate_paginated_queryset(object_list)
        for page_type in page_types:
            page = page_type.last_edited_page
            if page and not page.permissions_for_user(self.request.user).can_edit():
                page_type.last_edited_page = None
        return page_types
