"""Articles."""

from datetime import datetime
from typing import Any

import graphene
from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface, TitleFieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.body.fields import BodyField
from cms.body.word_count import body_minutes
from cms.editing.panels.character_count import counted
from cms.editing.panels.rows import RowsPanel
from cms.editing.panels.word_count import WordCountPanel
from cms.embargo import Embargoable
from cms.graphql.declarations import (
    JSON,
    DateTime,
    Embargo,
    GraphQLForeignKey,
    GraphQLImage,
    GraphQLInt,
    GraphQLStreamField,
    GraphQLString,
    GraphQLTyped,
    listed,
    type_of,
)
from cms.pages import BasePage
from news.forms import ArticleForm
from news.models.editions import Editioned
from news.panels import RecentLeads, SimilarArticles, correction_panels, planning_notes
from news.permissions import ArticlePermissionTester
from news.revisions import without_deleted

MAX_BYLINES = 10


class ArticlePage(Embargoable, Editioned, BasePage):
    """A news article."""

    kicker = models.CharField(
        _("kicker"),
        max_length=100,
        blank=True,
        help_text=_("The label over the headline. Empty: the category’s name."),
    )
    category = models.ForeignKey(
        "news.Category",
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        db_index=False,  # it comes first in an index of several columns, below
        help_text=_("What the story is about; decides where it is listed."),
    )
    published_at = models.DateTimeField(
        _("dateline"),
        null=True,
        blank=True,
        help_text=_(
            "The date and time readers see, and by which listings are ordered. Empty: when it is first published."
        ),
    )
    summary = models.TextField(
        _("summary"),
        blank=True,
        validators=[MaxLengthValidator(1000)],
        help_text=_("One to three sentences for listings, newsletters and search results."),
    )
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("picture"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Shown in listings and over the story. Its credit is printed with it."),
    )
    body = BodyField(verbose_name=_("story"), blank=True)
    tags = ClusterTaggableManager(
        through="news.ArticleTag",
        verbose_name=_("tags"),
        blank=True,
        help_text=_("People, places and subjects. Separate them with commas."),
    )
    reading_minutes = models.PositiveSmallIntegerField(default=1, editable=False)

    # Reverse relations of the parental keys in news.models.attachments; modelcluster also accepts lists for them.
    bylines: Any
    corrections: Any
    related_links: Any
    tagged_items: Any

    search_fields = [
        *Page.search_fields,
        *(index.SearchField(name) for name in ("summary", "kicker", "body")),
        *(index.RelatedFields(name, [index.SearchField("name")]) for name in ("category", "tags")),
        index.RelatedFields("bylines", [index.RelatedFields("author", [index.SearchField("name")])]),
        *(index.FilterField(name) for name in ("published_at", "category")),
    ]
    graphql_fields = [
        GraphQLString(
            "kicker",
            description="The label over the headline: the editor's own words, else the category's name, else null.",
        ),
        GraphQLForeignKey("category", "news.Category", description="What the story is about."),
        GraphQLTyped(
            "published_at",
            graphene.NonNull(DateTime),
            source="dateline",
            description="The dateline that editors set; orders the listings.",
        ),
        GraphQLString("summary", description="One to three sentences. Null when there are none."),
        GraphQLImage("image", description="The picture that stands for the article."),
        GraphQLStreamField("body", description="The story. Not read from the database unless you ask for it."),
        GraphQLTyped(
            "authors",
            lambda: listed(type_of("news.Author")),
            source="bylines",
            description="Bylines, in the editors' order.",
        ),
        GraphQLTyped("tags", listed(graphene.String), description="Tag names in alphabetical order."),
        GraphQLTyped(
            "tag_list",
            lambda: listed(type_of("news.Tag")),
            description="The same tags as objects, with slug, address and articles.",
        ),
        GraphQLInt("reading_minutes", required=True, description="How long it takes to read, 1 or more."),
        GraphQLTyped(
            "related",
            lambda: listed(type_of("news.ArticlePage")),
            args={"first": graphene.Int(description="How many to return, 1 to 20; 3 when left out.")},
            description="The editors' picks first, then articles with shared tags, then of the same category.",
        ),
        GraphQLTyped(
            "corrections", lambda: listed(type_of("news.Correction")), description="Latest first, as to be printed."
        ),
        *Editioned.edition_fields,
        GraphQLTyped(
            "embargo",
            Embargo,
            description="Set while the article is under embargo, which only trusted clients see. Null otherwise.",
        ),
        GraphQLTyped(
            "structured_data",
            graphene.NonNull(JSON),
            description="schema.org NewsArticle as data. To print it into a page, take `structuredDataScript`.",
        ),
        GraphQLString(
            "structured_data_script",
            required=True,
            description="`structuredData` as the text of a <script type=application/ld+json>, safe to print as it is.",
        ),
    ]

    story_panels = [
        FieldPanel("kicker"),
        TitleFieldPanel(
            "title",
            heading=_("Headline"),
            placeholder=_("Headline*"),
            help_text=_("As readers see it. Listings and search engines show about 70 characters of it."),
            attrs=counted(70),
        ),
        FieldPanel("summary", attrs=counted(200)),
        SimilarArticles(heading=_("Similar articles")),
        FieldPanel("image"),
        RecentLeads(),
        WordCountPanel("body"),
    ]
    filing_panels = [
        MultiFieldPanel([FieldPanel("category"), FieldPanel("tags")], heading=_("Where it belongs")),
        MultiFieldPanel(
            [
                FieldPanel("published_at"),
                RowsPanel("bylines", heading=_("Authors"), label=_("author"), max_num=MAX_BYLINES),
            ],
            heading=_("Dateline and byline"),
        ),
        RowsPanel(
            "related_links",
            heading=_("Related articles"),
            label=_("article"),
            max_num=10,
            help_text=_("Your picks, in this order. After them come articles with the same tags or category."),
        ),
        *correction_panels,
    ]
    base_form_class = ArticleForm
    edit_handler = TabbedInterface(
        [
            ObjectList(story_panels, heading=_("Story")),
            ObjectList(filing_panels, heading=_("Filing")),
            ObjectList(BasePage.promote_panels, heading=_("Promotion")),
            ObjectList(
                [*Page.settings_panels, Embargoable.embargo_panel, *Editioned.edition_panels, planning_notes],
                heading=_("Release"),
            ),
        ]
    )

    parent_page_types = ["news.NewsIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A story for the news: headline, picture, body and byline.")

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [
            models.Index(fields=["embargo_until"], condition=Q(embargo=True), name="news_article_embargoed"),
            # Covering indexes: with the embargo columns, counts and offsets of listings need no table access.
            models.Index(
                fields=["-published_at", "-page_ptr", "embargo", "embargo_until"], name="news_article_newest"
            ),
            models.Index(
                fields=["category", "-published_at", "-page_ptr", "embargo", "embargo_until"],
                name="news_article_in_category",
            ),
        ]

    @property
    def seo_image_id(self) -> int | None:
        """The picture chosen for social networks, else the article's own."""
        chosen: int | None = self.social_image_id or self.image_id
        return chosen

    @property
    def seo_description(self) -> str:
        """The description written for search engines, else the summary."""
        return self.search_description or self.summary

    @property
    def dateline(self) -> datetime:
        """The editors' date, else the first publication, else, in a draft, the moment it is to go live or now."""
        dated: datetime = self.published_at or self.first_published_at or self.go_live_at or timezone.now()
        return dated

    def permissions_for_user(self, user: AbstractBaseUser | AnonymousUser) -> ArticlePermissionTester:
        """Return what this user may do with the article."""
        return ArticlePermissionTester(user, self)

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False) -> Any:
        """Build an article from a stored revision, without references to deleted categories and authors."""
        return super().from_serializable_data(without_deleted(data) if check_fks else data, check_fks, strict_fks)

    def with_content_json(self, content: dict[str, Any]) -> "ArticlePage":
        """Return the article with the content of a revision, and with every published correction exactly once."""
        restored: ArticlePage = self.as_written(content)
        apps.get_model("news", "CorrectionWording").restore(restored, content, self)
        return restored

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the article with its reading time, and record the wordings of its corrections if it is live."""
        self.reading_minutes = self.count_minutes()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.live and not self.alias_of_id and not kwargs.get("update_fields"):
                apps.get_model("news", "CorrectionWording").record(self)

    def date_release(self, now: datetime) -> None:
        """Set the dateline of a live article without one to its first publication."""
        super().date_release(now)
        self.published_at = self.published_at or self.first_published_at or now

    def set_release_dates(self, published: "ArticlePage | None", now: datetime) -> None:
        """Set the dates of the article from its release; a dateline that was set automatically moves with the embargo.

        A dateline counts as automatic if it equals the planned release, or has microseconds: editors' datelines are
        to the minute.
        """
        automatic = self.published_at is None or (
            published is not None
            and published.embargo
            and not published.was_released(now)
            and self.published_at == published.published_at
            and (self.published_at == published.first_published_at or self.published_at.microsecond > 0)
        )
        super().set_release_dates(published, now)
        if automatic:
            self.published_at = self.first_published_at or now

    def count_minutes(self) -> int:
        """Return how many minutes it takes to read the story, 1 or more."""
        return body_minutes(self.body, (self.locale if self.locale_id else self.get_default_locale()).language_code)
