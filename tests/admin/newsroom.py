"""A newsroom of two sections that keep drafts, files and notes to themselves, and what the whole house shares."""

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.test import TestCase
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import (
    Collection,
    Comment,
    CommentReply,
    GroupApprovalTask,
    Locale,
    Page,
    Site,
    UploadedFile,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.access.models import AccessToken
from cms.accounts.models import LoginLock, User
from cms.graphql.models import TrustedDocument
from cms.images.models import CreditedImage
from cms.scheduling.models import ScheduledAction, ScheduleFailure
from cms.webhooks.models import WebhookDelivery, WebhookEndpoint
from news.models import ArticlePage, Author, Category, HomePage, Menus, NewsIndexPage, PlanningNote, SiteSettings
from search.models import BlockedWords, PastQuery, Promotion, SynonymSet
from tests.admin.accounts import make_accounts
from tests.crawl.planting.blocks import Targets
from tests.crawl.planting.canaries import Canaries
from tests.crawl.planting.filling import filled
from tests.crawl.planting.hiding import RESTRICTIONS
from tests.factories import list_of, picture_bytes, stored

SEARCHED = "harbour"
"""Every planted text begins with it, so that one search finds all of them."""
DAY = dt.timedelta(days=1)

_colours = itertools.cycle(["teal", "navy", "maroon", "olive", "purple", "gray"])


def canaries(owner: str) -> Canaries:
    """Return canary words that begin with what is searched for."""
    return Canaries(f"{SEARCHED}-{owner}")


@dataclass
class FileRow:
    """A file, which addresses know by its name."""

    pk: str


@dataclass
class Section:
    """A listing with the articles, files, accounts and workflow of those who write below it.

    Attributes:
        words: the canaries in all its texts.
        rows: one row for each kind of argument that addresses take.
        pages: its hidden pages: each is one that readers may not see.
    """

    words: Canaries
    rows: dict[str, Any] = field(default_factory=dict)
    pages: list[ArticlePage] = field(default_factory=list)

    def plant(self, home: HomePage, shared: dict[str, Any]) -> None:
        """Write it all into the database."""
        slug = self.words.prefix.rpartition("-")[2]
        rows = self.rows
        rows["moderators"] = Group.objects.create(name=f"{slug} moderators")
        rows["user"] = User.objects.create(username=slug, email=f"{self.words.word('e-mail')}@example.org")
        rows["user"].groups.add(rows["moderators"])
        rows["listing"] = home.add_child(instance=NewsIndexPage(title=f"{slug} listing", slug=slug))
        self._plant_files()
        self._plant_workflow()
        self._plant_pages(shared)
        self._plant_traces(rows["page"])

    def _plant_files(self) -> None:
        word, rows = self.words.word, self.rows
        rows["collection"] = Collection.get_first_root_node().add_child(name=word("name of a collection"))
        texts = {name: word(f"{name} of an image") for name in ("title", "description", "credit")}
        picture = ContentFile(picture_bytes(colour=next(_colours)), name=f"{word('file of an image')}.jpg")
        here = {"collection": rows["collection"], "uploaded_by_user": rows["user"]}
        rows["image"] = CreditedImage.objects.create(file=picture, **texts, **here, width=64, height=48)
        rows["file"] = FileRow(rows["image"].file.name)
        rows["image"].tags.add(word("tag of an image"))
        text = ContentFile(word("content of a document").encode(), name=f"{word('file of a document')}.txt")
        rows["document"] = Document.objects.create(title=word("title of a document"), file=text, **here)
        rows["document"].tags.add(word("tag of a document"))
        for kind, model in (("uploaded image", CreditedImage), ("uploaded document", Document)):
            upload = ContentFile(picture_bytes(), name=f"{word(f'name of an {kind}')}.jpg")
            content_type = ContentType.objects.get_for_model(model)
            rows[kind] = UploadedFile.objects.create(
                for_content_type=content_type, file=upload, uploaded_by_user=rows["user"]
            )

    def _plant_workflow(self) -> None:
        rows = self.rows
        rows["workflow"] = Workflow.objects.create(name=self.words.word("name of a workflow"))
        rows["task"] = GroupApprovalTask.objects.create(name=self.words.word("name of a workflow task"))
        rows["task"].groups.add(rows["moderators"])
        WorkflowTask.objects.create(workflow=rows["workflow"], task=rows["task"], sort_order=0)
        WorkflowPage.objects.create(workflow=rows["workflow"], page=rows["listing"])

    def _plant_pages(self, shared: dict[str, Any]) -> None:
        tomorrow = timezone.now() + DAY
        published = {"last_published_at": timezone.now()}
        rows = self.rows
        rows["page"] = self._article(shared, live=False, embargo=True)
        workflow_state = rows["workflow"].start(rows["page"], rows["user"])
        rows["workflow state"], rows["task state"] = workflow_state, workflow_state.current_task_state
        rows["embargoed"] = self._article(shared, embargo=True, **published)
        rows["restricted"] = self._article(shared, **published)
        RESTRICTIONS["restricted by login"](rows["restricted"])
        rows["scheduled"] = self._article(shared, live=False, go_live_at=tomorrow)
        rows["schedule"] = rows["scheduled"].get_latest_revision()
        rows["schedule"].approved_go_live_at = tomorrow
        rows["schedule"].save()
        rows["locked"] = self._article(
            shared, live=False, locked=True, locked_by=rows["user"], locked_at=tomorrow - DAY
        )
        rows["changed"] = rows["listing"].add_child(instance=ArticlePage(title="Public", slug=rows["listing"].slug))
        rows["changed"].title = self.words.word("title of a draft of a public article")
        rows["changed"].save_revision(user=rows["user"], log_action=True)
        rows["alias"] = rows["embargoed"].create_alias(update_slug=self.words.word("slug of an alias"))
        self.pages = [rows[name] for name in ("page", "embargoed", "restricted", "scheduled", "locked", "alias")]

    def _article(self, shared: dict[str, Any], **values: Any) -> ArticlePage:
        targets = Targets(
            self.words, [shared["author"], shared["category"], self.rows["image"], self.rows["document"]]
        )
        held = values.setdefault("embargo", False)
        values["embargo_note"] = self.words.word("desk note") if held else ""
        article: ArticlePage = filled(
            ArticlePage, targets, self.words, slug=self.words.word("slug of an article"), **values
        )
        article.owner = self.rows["user"]
        article.tags.add(self.words.word("tag of an article"))
        self.rows["listing"].add_child(instance=article)
        article.save_revision(user=self.rows["user"], log_action=True)
        return article

    def _plant_traces(self, page: ArticlePage) -> None:
        """Plant what people leave on a page: comments, an open form, an earlier revision, a failed schedule."""
        word, user = self.words.word, self.rows["user"]
        comment = Comment.objects.create(page=page, user=user, text=word("comment"), contentpath="title")
        CommentReply.objects.create(comment=comment, user=user, text=word("reply to a comment"))
        content_type = ContentType.objects.get_for_model(page)
        self.rows["editing session"] = EditingSession.objects.create(
            user=user, content_type=content_type, object_id=page.pk, last_seen_at=timezone.now()
        )
        self.rows["revision"] = page.revisions.order_by("created_at").first()
        self.rows["planning note"] = PlanningNote.objects.create(
            title=word("title of a planning note"),
            text=word("text of a planning note"),
            day=timezone.localdate(),
            article=page,
        )
        ScheduleFailure.objects.create(
            content_object=self.rows["scheduled"],
            action=ScheduledAction.PUBLISH,
            due_at=timezone.now(),
            reason=word("reason of a failure"),
        )


@dataclass
class Newsroom:
    """Two sections, what they share, and the accounts that look at them.

    Attributes:
        own, other: the section of the limited accounts, and another's.
        words: the canaries in what is shared.
        shared: rows of what belongs to no section.
        accounts: the accounts by name.
    """

    own: Section = field(default_factory=lambda: Section(canaries("own")))
    other: Section = field(default_factory=lambda: Section(canaries("other")))
    words: Canaries = field(default_factory=lambda: canaries("shared"))
    shared: dict[str, Any] = field(default_factory=dict)
    accounts: dict[str, User] = field(default_factory=dict)

    def plant(self) -> None:
        """Write it all into the database."""
        with TestCase.captureOnCommitCallbacks(execute=True):
            Page.objects.filter(depth=2).delete()
            home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Home", slug="home"))
            Site.objects.all().delete()
            site = Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
            self._plant_snippets()
            self.own.plant(home, self.shared)
            self.other.plant(home, self.shared)
            self._plant_settings(site, self.other.rows["page"])
            self._plant_records(self.other.rows["page"])
            rows = self.own.rows
            self.accounts = make_accounts(rows["listing"], rows["collection"], rows["moderators"])

    def _plant_snippets(self) -> None:
        targets = Targets(self.words)
        self.shared["author"] = filled(Author, targets, self.words)
        self.shared["author"].save()
        self.shared["author"].save_revision(log_action=True)
        self.shared["author revision"] = self.shared["author"].latest_revision
        self.shared["category"] = filled(Category, targets, self.words, locale=Locale.get_default())
        self.shared["category"].save()

    def _plant_settings(self, site: Site, hidden: ArticlePage) -> None:
        """Plant what belongs to the whole site, some of which leads to a hidden page."""
        word, locale = self.words.word, Locale.get_default()
        entry: dict[str, Any] = {
            "label": word("label of a menu"),
            "page": None,
            "url": "https://elsewhere.example/",
            "children": [],
        }
        menu = stored(("item", entry | {"children": list_of({"label": "", "page": hidden.pk, "url": ""})}))
        self.shared |= {
            "site": site,
            "locale": locale,
            "menus": Menus.objects.create(site=site, main=menu),
            "site settings": SiteSettings.objects.create(site=site, organisation=word("organisation")),
            "redirect": Redirect.objects.create(old_path=f"/{word('redirect')}", redirect_page=hidden),
            "promotion": Promotion.objects.create(locale=locale, page=hidden, queries=word("promoted search")),
            "synonyms": SynonymSet.objects.create(locale=locale, expressions=f"{word('synonym')}\n{word('synonym')}"),
            "blocked words": BlockedWords.objects.create(phrase=word("blocked words")),
            "user": User.objects.create(username=word("user name"), last_name=word("last name")),
            "group": Group.objects.create(name=word("group")),
        }

    def _plant_records(self, hidden: ArticlePage) -> None:
        """Plant what the server writes down by itself."""
        word, today = self.words.word, timezone.localdate()
        token = AccessToken(name=word("access token"))
        token.issue()
        token.save()
        now = timezone.now()
        webhook = WebhookEndpoint.objects.create(
            name=word("webhook"), url=f"https://{word('receiver')}.example.org/", is_enabled=False
        )
        self.shared |= {
            "login lock": LoginLock.objects.create(
                username=word("locked name"), failures=9, locked_at=now, expires_at=now + DAY
            ),
            "token": token,
            "webhook": webhook,
            "webhook delivery": WebhookDelivery.objects.create(
                endpoint=webhook,
                message_id=word("message"),
                body=word("body of a message"),
                response_excerpt=word("answer of a receiver"),
                expires_at=now,
                status="failed",
            ),
            "trusted document": TrustedDocument.objects.create(
                document_id="1" * 64,
                text=f"{{ {word('document')} }}",
                operation=word("operation"),
                client=word("client"),
                cost=1,
            ),
            "past query": PastQuery.objects.create(
                locale="en", key="harbour", text=word("past search"), searches=9, found=1, last_on=today
            ),
            "task result": DBTaskResult.objects.create(
                task_path="cms.images.tasks.prepare_image",
                args_kwargs={"args": [word("argument of a task")], "kwargs": {}},
                backend_name="default",
                status="FAILED",
                traceback=f"{word('traceback')}: {hidden.title}",
            ),
        }
