"""The bulk actions that change a field of articles."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.permissions import policy_registry

from cms.editing.choosers.snippets import ACTIONS
from news.desk.bulk.changes import BulkPlan, carry_out, make_plan
from news.desk.bulk.chosen import ChosenPagesMixin
from news.desk.bulk.fields import BYLINES_FIELD, CATEGORY_FIELD, TAGS_FIELD, BulkField
from news.desk.bulk.forms import AuthorsForm, SetCategoryForm, TagsForm
from news.desk.bulk.messages import changed_in_words, tell_outcome, undo_buttons
from news.desk.bulk.selection import BulkSelection
from news.models import ArticlePage, Author, Category
from news.models.articles import MAX_BYLINES


class ArticleBulkAction(ChosenPagesMixin, PageBulkAction):
    """Bulk action that changes a field: asks for values, previews the changes, and writes them once confirmed.

    Attributes:
        field: the field that is changed.
        chosen_model: model of the snippet that the form chooses, for which the user needs a permission; None for none.
    """

    template_name = "news/desk/bulk_action.html"
    field: ClassVar[BulkField]
    chosen_model: ClassVar[Any] = None

    def after(self, article: ArticlePage, before: Any) -> Any:
        """Return the new value of an article, from the present one and the form.

        Raises:
            ValidationError: when the article cannot have the value.
        """
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the permission for the snippet that the form chooses.

        Raises:
            PermissionDenied: when the user has none for `chosen_model`.
        """
        policy = self.chosen_model and policy_registry.get_by_type(self.chosen_model)
        if policy and not policy.user_has_any_permission(request.user, ACTIONS):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def selection(self) -> BulkSelection:
        """The chosen pages."""
        return BulkSelection(self.chosen_keys, self.request.user)

    @cached_property
    def plan(self) -> BulkPlan | None:
        """The planned changes; None until the form is valid."""
        if self.cleaned_form is None:
            return None
        return make_plan(self.selection, self.field, self.after, self.request.user)

    def get_actionable_objects(self) -> tuple[list[ArticlePage], dict[str, Any]]:
        """Return the articles with a planned change, or those that can be changed; the templates name the others."""
        changed = [change.article for change in self.plan.changes] if self.plan else self.selection.articles
        return changed, {"items_with_no_access": []}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the selection and the plan."""
        return {**super().get_context_data(**kwargs), "selection": self.selection, "plan": self.plan}

    def form_valid(self, form: Any) -> HttpResponse:
        """Preview the changes; once they are confirmed, plan them anew and write them."""
        self.cleaned_form = form
        if "confirmed" not in self.request.POST:
            shown: HttpResponse = self.render_to_response(self.get_context_data(form=form))
            return shown
        response: HttpResponse = super().form_valid(form)
        return response

    def execute_action(self, objects: list[ArticlePage], **kwargs: Any) -> tuple[int, int]:
        """Write the plan's changes. Wagtail's is a class method; this one needs the instance for its plan."""
        assert self.plan is not None, "the form is valid"
        self.outcome = carry_out(self.plan.changes, self.field, self.request.user)
        return self.outcome.published + self.outcome.drafted, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> None:
        """Show how many articles were changed and why others could not be published, with a button to undo."""
        tell_outcome(self.request, self.outcome, changed_in_words(self.outcome), undo_buttons(self.next_url))


class CategoryBulkAction(ArticleBulkAction):
    """Sets the category of articles: for each article, the translation in its language."""

    display_name = gettext_lazy("Set category")
    action_type = "set_category"
    aria_label = gettext_lazy("Set category of the selected articles")
    action_priority = 60
    icon = "tag"
    form_class = SetCategoryForm
    field = CATEGORY_FIELD
    chosen_model = Category

    @cached_property
    def keys_by_locale(self) -> dict[int, int]:
        """Primary keys of the chosen category and its translations, by primary key of the locale."""
        chosen = self.cleaned_form.cleaned_data["category"]
        translations = Category.objects.filter(translation_key=chosen.translation_key)
        return dict(translations.values_list("locale_id", "pk"))

    def after(self, article: ArticlePage, before: int | None) -> int:
        """Return the category in the language of the article."""
        if article.locale_id not in self.keys_by_locale:
            message = _("“%(category)s” is not translated into %(language)s.")
            words = {"category": self.cleaned_form.cleaned_data["category"], "language": article.locale}
            raise ValidationError(message % words)
        return self.keys_by_locale[article.locale_id]


class TagsBulkAction(ArticleBulkAction):
    """Adds tags to articles and removes others."""

    display_name = gettext_lazy("Change tags")
    action_type = "change_tags"
    aria_label = gettext_lazy("Change tags of the selected articles")
    action_priority = 62
    icon = "tag"
    form_class = TagsForm
    field = TAGS_FIELD

    def after(self, article: ArticlePage, before: list[str]) -> list[str]:
        """Return the tags of the article with those to add and without those to remove."""
        asked = self.cleaned_form.cleaned_data
        return sorted({*before, *asked["add"]} - {*asked["remove"]})


class AuthorsBulkAction(ArticleBulkAction):
    """Adds an author to the bylines of articles, or removes one."""

    display_name = gettext_lazy("Change authors")
    action_type = "change_authors"
    aria_label = gettext_lazy("Change authors of the selected articles")
    action_priority = 64
    icon = "user"
    form_class = AuthorsForm
    field = BYLINES_FIELD
    chosen_model = Author

    def after(self, article: ArticlePage, before: list[int]) -> list[int]:
        """Return the byline without the author to remove, and with the one to add at its end."""
        asked = self.cleaned_form.cleaned_data
        kept = [key for key in before if asked["remove"] is None or key != asked["remove"].pk]
        if asked["add"] is None or asked["add"].pk in kept:
            return kept
        if len(kept) >= MAX_BYLINES:
            raise ValidationError(_("It has %(count)s authors already.") % {"count": len(kept)})
        return [*kept, asked["add"].pk]
