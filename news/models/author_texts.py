"""The texts of authors in other languages than the newsroom's own."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale


def own_language() -> str:
    """Return the code of the newsroom's own language, that of the texts in the fields of `Author` itself."""
    code: str = get_supported_content_language_variant(settings.LANGUAGE_CODE)
    return code


class AuthorText(models.Model):
    """The job title and biography of an author in one other language."""

    author = ParentalKey("news.Author", on_delete=models.CASCADE, related_name="texts")
    locale = models.ForeignKey(Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+")
    job_title = models.CharField(
        _("job title"), max_length=100, blank=True, help_text=_("Empty: readers of this language see none.")
    )
    bio = models.TextField(_("biography"), blank=True, help_text=_("Empty: readers of this language see none."))

    panels = [FieldPanel("locale"), FieldPanel("job_title"), FieldPanel("bio")]

    class Meta:
        verbose_name = _("text in another language")
        verbose_name_plural = _("texts in other languages")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["author", "locale"], name="news_authortext_once_per_language")]

    def __str__(self) -> str:
        return self.job_title or self.bio

    def clean(self) -> None:
        """Reject the newsroom's own language, and a row without any text."""
        super().clean()
        if self.locale_id is not None and self.locale.language_code == own_language():
            message = gettext("The texts further up are those in %(language)s. Change them there.")
            raise ValidationError({"locale": message % {"language": self.locale}})
        if not self.job_title and not self.bio:
            raise ValidationError(gettext("Type a job title or a biography, or remove this language."))
