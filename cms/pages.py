"""What every page type of the newsroom has in common."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, Revision

from cms.editing.copying import NewsroomCopyForm
from cms.editing.forms import NewsroomPageForm
from cms.editing.panels.character_count import counted
from cms.editing.publication.checks import PublicationChecks
from cms.editing.publication.past import spent_fields
from cms.preview.views import show
from cms.scheduling.live_revision import ensure_live_revision, keep_live_revision
from cms.sites import SiteIndex
from cms.takedowns.copies import refuse_copies_of_taken_down
from cms.takedowns.models import lock_page, refuse_taken_down, take_down_of
from cms.visibility import Visibility

pages_written = Signal()
"""Sent after pages were written past `save()`, with `pages`: their primary keys, or with `path`: the treebeard path at
or below which they are."""


class BasePage(PublicationChecks, Page):
    """A page that lives on a decoupled frontend and says how search engines and social networks show it.

    Attributes:
        social_image: picture for link previews, in place of the page's own.
        noindex: asks search engines to leave the page out.
    """

    social_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("picture for social networks"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Shown when a link to this page is shared. Empty: the page’s own picture, else the site’s."),
    )
    noindex = models.BooleanField(
        _("hide from search engines"),
        default=False,
        help_text=_("Asks Google, Bing and others not to list this page. Visitors can still read it."),
    )

    base_form_class = NewsroomPageForm
    copy_form_class = NewsroomCopyForm
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title", attrs=counted(60)),
                FieldPanel("search_description", attrs=counted(160)),
                FieldPanel("noindex"),
            ],
            heading=_("For search engines"),
        ),
        FieldPanel("social_image"),
    ]

    class Meta:
        abstract = True

    @property
    def exclude_fields_in_copy(self) -> list[str]:
        """The fields that a copy or translation does not take over: publishing would refuse a moment that is past."""
        return spent_fields(self, timezone.now())

    @cached_property
    def site_index(self) -> SiteIndex:
        """The trees of all sites; listings set one for all of their pages, so that these share its query."""
        return SiteIndex()

    @cached_property
    def is_public(self) -> bool:
        """Whether readers see the page, as of its first use; listings set it for all of their pages by one query."""
        visible: bool = Visibility(self.site_index).pages(type(self)._default_manager.filter(pk=self.pk)).exists()
        return visible

    @cached_property
    def is_taken_down(self) -> bool:
        """Whether a take-down is in force, as of its first use; listings annotate it for all of their pages."""
        return take_down_of(self) is not None

    @property
    def status_string(self) -> Promise:
        """The status in a word or two, as Wagtail's listings and exports print it."""
        if not self.live and self.is_taken_down:
            return _("taken down")
        status: Promise = super().status_string
        return status

    @property
    def seo_image_id(self) -> int | None:
        """Primary key of the picture that stands for this page elsewhere, if it has one."""
        chosen: int | None = self.social_image_id
        return chosen

    @property
    def seo_description(self) -> str:
        """One or two sentences that stand for this page elsewhere."""
        return str(self.search_description)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish a revision wholly or not at all: a failure must not take the page out of the schedule.

        Raises:
            ValidationError: when the page was taken down, or its form would refuse it.
        """
        with transaction.atomic():
            lock_page(self)
            refuse_taken_down(self)
            ensure_live_revision(self, revision)
            super().publish(revision, *args, **kwargs)

    def copy(self, recursive: bool = False, *args: Any, **kwargs: Any) -> Any:
        """Copy the page, and with `recursive` what lies below it; Wagtail's translations are such copies too.

        Raises:
            ValidationError: when one of these pages was taken down.
        """
        below = self.get_descendants(inclusive=True)
        refuse_copies_of_taken_down(below if recursive else Page.objects.filter(pk=self.pk))
        return super().copy(recursive, *args, **kwargs)

    def _set_core_field_defaults(self) -> None:
        """Give a page whose title has no letter, such as one of emoji alone, a slug of its type's name."""
        super()._set_core_field_defaults()
        page: Any = self
        if page.title and not page.slug:
            page.slug = page._get_autogenerated_slug(slugify(str(self._meta.verbose_name)))

    def _check_slug_is_unique(self) -> None:
        """Say that a slug is taken without the parent's address, which no page has on this server."""
        try:
            super()._check_slug_is_unique()
        except ValidationError:
            message = _("“%(slug)s” is the slug of another page in the same place.")
            raise ValidationError({"slug": message % {"slug": self.slug}}) from None

    def with_content_json(self, content: dict[str, Any]) -> "BasePage":
        """Return the page as a revision has it, still with the live revision of now."""
        restored: BasePage = keep_live_revision(self, super().with_content_json(content))
        return restored

    def as_written(self, content: dict[str, Any]) -> "BasePage":
        """Return the page as a revision has it, for comparisons: without what `with_content_json` adds of later."""
        return self.with_content_json(content)

    def get_url_parts(self, request: object = None) -> tuple[int, str, str] | None:
        """Return where the public frontend shows this page: site id, address, path. None outside every site.

        Source: https://docs.wagtail.org/en/stable/reference/models.html#wagtail.models.Page.get_url_parts
        """
        sites = self.site_index if request is None else SiteIndex.cached_on(request)
        tree = sites.tree_of(self)
        return (tree.site.pk, tree.frontend, tree.path_of(self)) if tree else None

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show an editor the present state of the page, saved or not.

        Source: https://docs.wagtail.org/en/stable/reference/models.html#wagtail.models.Page.serve_preview
        """
        return show(self, request)

    def get_url(self, request: object = None, current_site: object = None) -> str | None:
        """Return the page's address with its host, because no page is on the host that serves the admin."""
        parts = self.get_url_parts(request)
        return parts[1] + parts[2] if parts else None

    url = property(get_url)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send a visitor who came to the editors' server to the public frontend."""
        tree = SiteIndex.cached_on(request).tree_of(self)
        return HttpResponseRedirect(f"{tree.frontend}{tree.path_of(self)}" if tree else "/")


def share_site_index(pages: Iterable[Any], request: HttpRequest) -> None:
    """Let the pages of a listing share the query for what their addresses are made of."""
    sites = SiteIndex.cached_on(request)
    for page in pages:
        page.site_index = sites
