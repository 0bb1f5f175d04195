"""A newsroom that holds every kind of hidden thing, each with a canary, beside public things with other canaries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import models
from django.test import TestCase
from django.utils import timezone
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.documents.models import Document
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Page, Site, TranslatableMixin

from cms.embargo import Embargoable
from cms.graphql.schema.registry import page_models
from news.models import Tag
from tests.crawl.planting.addresses import plant_redirects, plant_take_downs
from tests.crawl.planting.blocks import Targets
from tests.crawl.planting.canaries import Canaries
from tests.crawl.planting.deletion import delete
from tests.crawl.planting.filling import filled
from tests.crawl.planting.hiding import DAY, RESTRICTIONS, ways_to_hide
from tests.crawl.planting.numbering import number_from
from tests.crawl.planting.pictures import plant_image
from tests.crawl.planting.rows import columns_for, pages_among, snippet_models, targets_of

BASE = 7_310_000
"""The primary keys of hidden rows begin here, so that they are canaries too; those of later public rows elsewhere."""
LATER = 8_000_000


@dataclass
class Newsroom:
    """What was planted.

    Attributes:
        shown, hidden: the canaries of public and of hidden things.
        public, secret: the rows of both: pages, snippets, files and tags.
        kept: hidden rows that `delete_hidden` leaves, because that they once were public may be told.
        replaced: pictures in whose places neutral ones stand, with their ids, so that they are not deleted either.
        named: hidden rows that public ones refer to.
        ground: one public row of each type, planted first.
        hosts: the names of all sites.
    """

    shown: Canaries = field(default_factory=lambda: Canaries("shown"))
    hidden: Canaries = field(default_factory=lambda: Canaries("canary", BASE))
    public: list[Any] = field(default_factory=list)
    secret: list[Any] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)
    replaced: list[Any] = field(default_factory=list)
    named: list[Any] = field(default_factory=list)
    ground: list[Any] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)

    def plant(self) -> None:
        """Write it all into the database."""
        with TestCase.captureOnCommitCallbacks(execute=True):
            Page.objects.filter(depth=2).delete()
            Site.objects.all().delete()
            home = self._plant_ground()
            self._plant_replaced()
            number_from(BASE)
            self._plant_hidden(home)
            number_from(LATER)
            self._plant_public(home)
            self._plant_unpublished_edits()

    def delete_hidden(self) -> None:
        """Delete all that is hidden; no answer may tell that it was there."""
        delete(self.secret, self.public)

    # --- What the rest stands upon: a public page, snippet and file of each type ---------------------------------

    def _plant_ground(self) -> Page:
        self.public += [self._image(self.shown), self._document(self.shown), self._tag(self.shown)]
        self.public += self._plant_snippets(self.shown)
        home = self._home(self.shown, self.public)
        self._site(home, hostname="localhost", site_name=self.shown.word("name of a site"), is_default_site=True)
        self.public += [home, *self._grow([home], self.shown, self.public)]
        self.ground = list(self.public)
        return home

    def _plant_replaced(self) -> None:
        for hide in ways_to_hide(get_image_model()).values():
            self.replaced.append(self._image(self.hidden))
            hide(self.replaced[-1])

    # --- What nobody may see -------------------------------------------------------------------------------------

    def _plant_hidden(self, home: Page) -> None:
        user = get_user_model().objects.create(username=self.hidden.word("user"), email=self.hidden.word("e-mail"))
        only = [self._image(self.hidden), self._document(self.hidden), self._tag(self.hidden)]
        only += self._plant_snippets(self.hidden)
        self.secret += [*only, self._image(self.hidden)]
        self._plant_hidden_files()
        for model in snippet_models():
            for hide in ways_to_hide(model).values():
                self.named.append(self._snippet(model, self.hidden))
                hide(self.named[-1])

        ground = pages_among(self.ground)
        for number, model in enumerate(one for one in page_models() if one is not type(home)):
            parent = next(page for page in ground if type(page) in model.allowed_parent_page_models())
            for way, hide in ways_to_hide(model).items():
                # Some are filed under what is public too, so that counts and related lists would tell of them.
                used = [*only, *self.public] if number % 2 else [*self.public, *only]
                page = self._page(model, self.hidden, used, parent, owner=user)
                below = self._grow([page], self.hidden, used) if way in RESTRICTIONS else []
                self.secret += [*below, *self._aliases([page, *below], home)]
                hide(page)
                self.named.append(page)
        taken_down = self._grow([home], self.hidden, self.public)
        Page.objects.filter(pk__in=[page.pk for page in taken_down]).update(live=False)
        self.kept += taken_down

        for number, (way, hide) in enumerate(ways_to_hide(type(home)).items()):
            closed, elsewhere = self._home(self.hidden, only), self._home(self.hidden, only)
            host, name = f"{self.hidden.word('host')}.example", self.hidden.word("name of a site")
            shown = [*self.public, *only] if number % 2 else only
            self._settings(self._site(closed, hostname=host, site_name=name), targets_of(self.hidden, shown))
            pages = [closed, *self._grow([closed], self.hidden, [*only, *self.public])]
            if way == "draft":
                self.named += self._translate(pages, "fr", self.hidden)
            self.named += [*pages, *self._aliases(pages[1:], home)]
            hide(closed)
            hide(elsewhere)
            self.named += [elsewhere, *self._site_of_alias((closed, elsewhere)[number % 2], only)]
        for code in ("es", "de"):  # A language whose home page is a draft, and one that is not configured.
            self.named += self._translate(ground, code, self.hidden)
        Page.objects.filter(locale__language_code="es", depth=2).update(live=False)
        outside = self._home(self.hidden, only)
        self.named += [outside, *self._grow([outside], self.hidden, [*only, *self.public])]
        self.secret += self.named
        self.named = [*self.replaced, *self.named]

    def _site_of_alias(self, home: Any, used: list[Any]) -> list[Any]:
        """Plant a site whose home page is an alias of a hidden one, and pages below it."""
        alias = home.create_alias(parent=home.get_parent(), update_slug=self.hidden.word("slug of a home"))
        type(home).objects.filter(pk=alias.pk).update(live=True, go_live_at=None, expire_at=None)
        host, name = f"{self.hidden.word('host')}.example", self.hidden.word("name of a site")
        self._settings(self._site(alias, hostname=host, site_name=name), targets_of(self.hidden, used))
        return [alias, *self._grow([alias], self.hidden, [*used, *self.public])]

    def _plant_hidden_files(self) -> None:
        root = Collection.get_first_root_node()
        for way, hide in RESTRICTIONS.items():
            collection = root.add_child(name=self.hidden.word(f"collection {way}"))
            hide(collection)
            for place in (collection, collection.add_child(name=self.hidden.word("collection below"))):
                self.named += [self._image(self.hidden, place), self._document(self.hidden, place)]

    # --- Public things that refer to all of it -------------------------------------------------------------------

    def _plant_public(self, home: Page) -> None:
        used = self.ground
        self.public += self._grow(pages_among(used), self.shown, used, self.named)
        self.public += self._pointing(home)
        self.public += self._grow(pages_among(used), self.shown, self.public)
        other = self._home(self.shown, used)
        self._settings(
            self._site(other, hostname="other.example", site_name=self.shown.word("name of a site")),
            targets_of(self.shown, used),
        )
        self.public += [other, *self._grow([other], self.shown, used)]
        self.public += self._translate(pages_among(used), "fr", self.shown)
        targets = targets_of(self.shown, self.public, self.named)
        self._settings(Site.objects.get(is_default_site=True), targets)
        again = filled(type(home), targets, self.hidden, slug=home.slug)
        for column in home._meta.concrete_fields:
            if isinstance(column, StreamField):
                setattr(home, column.name, getattr(again, column.name))
        home.save()
        plant_redirects([*pages_among(self.public), *pages_among(self.secret)])
        plant_take_downs(pages_among(self.secret), pages_among(self.kept), self.shown, self.hidden)

    def _plant_unpublished_edits(self) -> None:
        for row in self.ground:
            if hasattr(row, "save_revision"):
                edited = type(row).objects.get(pk=row.pk)
                for column in edited._meta.concrete_fields:
                    if isinstance(column, models.CharField) and column.name in ("title", "slug", "name", "summary"):
                        setattr(edited, column.name, self.hidden.word(f"unpublished {column.name}"))
                edited.save_revision()

    # --- One of each -----------------------------------------------------------------------------------------------

    def _page(
        self, model: Any, canaries: Canaries, used: list[Any], parent: Page, named: Iterable[Any] = (), **values: Any
    ) -> Any:
        word = canaries.word(f"slug of {model.__name__}")
        if issubclass(model, Embargoable):
            values |= {"embargo": True, "embargo_until": timezone.now() - DAY}
        page = filled(model, targets_of(canaries, used, named), self.hidden, slug=word, locale=parent.locale, **values)
        return parent.add_child(instance=page)

    def _home(self, canaries: Canaries, used: list[Any]) -> Any:
        root = Page.objects.get(depth=1)
        model = next(one for one in page_models() if Page in one.allowed_parent_page_models())
        return self._page(model, canaries, used, root)

    def _grow(self, ground: list[Any], canaries: Canaries, used: list[Any], named: Iterable[Any] = ()) -> list[Any]:
        """Plant a page of each type that can stand upon the ground or upon another planted here."""
        planted: list[Any] = []
        for model in page_models() * 2:
            parents = [page for page in (*ground, *planted) if type(page) in model.allowed_parent_page_models()]
            if parents and model not in map(type, planted):
                planted.append(self._page(model, canaries, used, parents[0], named))
        return planted

    def _pointing(self, home: Page) -> list[Any]:
        """Plant rows whose own columns point to hidden ones: to what is closed itself, and to what lies below."""
        planted: list[Any] = []
        for ground in [row for row in self.ground if row is not home]:
            found = [(row, columns_for(row, type(ground))) for row in self.named]
            for row, columns in [(row, columns) for row, columns in found if columns][:4]:
                values = {column.name: row for column in columns}
                if isinstance(ground, Page):
                    parent = ground.get_parent().specific
                    planted.append(self._page(type(ground), self.shown, self.ground, parent, **values))
                else:
                    planted.append(self._snippet(type(ground), self.shown, **values))
        return planted

    def _translate(self, pages: list[Any], code: str, canaries: Canaries) -> list[Any]:
        locale, _made = Locale.objects.get_or_create(language_code=code)
        made = []
        for page in sorted(pages, key=lambda page: page.path):
            if not page.get_translations().filter(locale=locale).exists():
                copy = page.copy_for_translation(locale, copy_parents=True)
                copy.title, copy.slug = canaries.word(f"title in {code}"), canaries.word(f"slug in {code}")
                copy.live = True
                copy.save()
                made.append(copy)
        return made

    def _aliases(self, pages: list[Any], parent: Page) -> list[Any]:
        """Plant an alias of each page in public, and an alias of the first alias."""
        first = pages[0].create_alias(parent=parent, update_slug=self.hidden.word("slug of an alias"))
        return [
            first,
            *(
                page.create_alias(parent=parent, update_slug=self.hidden.word("slug of an alias"))
                for page in [first, *pages[1:]]
            ),
        ]

    def _plant_snippets(self, canaries: Canaries) -> list[Any]:
        """Plant a snippet of each type; of those that stand below others, first one below a public one."""
        planted: list[Any] = []
        for model in snippet_models():
            row = self._snippet(model, canaries)
            parents = [column.name for column in model._meta.concrete_fields if column.related_model is model]
            if parents:
                above = next((one for one in self.public if type(one) is model), row)
                planted.append(self._snippet(model, canaries, **dict.fromkeys(parents, above)))
            planted.append(row)
        return planted

    def _snippet(self, model: Any, canaries: Canaries, **values: Any) -> Any:
        values |= {"locale": Locale.get_default()} if issubclass(model, TranslatableMixin) else {}
        row = filled(model, targets_of(canaries, self.public), self.hidden, **values)
        row.save()
        return row

    def _image(self, canaries: Canaries, collection: Collection | None = None) -> Any:
        return plant_image(canaries, self.hidden, collection)

    def _document(self, canaries: Canaries, collection: Collection | None = None) -> Any:
        file = ContentFile(b"figures", name=f"{canaries.word('file of a document')}.txt")
        place = {"collection": collection} if collection else {}
        title = self.hidden.word("title of a document") if canaries is self.hidden else "Figures"
        return Document.objects.create(file=file, title=title, **place)

    def _tag(self, canaries: Canaries) -> Any:
        name = canaries.word("tag")
        return Tag.objects.create(name=name, slug=name)

    def _site(self, home: Page, **values: Any) -> Site:
        self.hosts.append(values["hostname"])
        return Site.objects.create(root_page=home, **values)

    def _settings(self, site: Site, targets: Targets) -> None:
        for model in settings_registry:
            if issubclass(model, BaseSiteSetting):
                filled(model, targets, self.hidden, site=site).save()
