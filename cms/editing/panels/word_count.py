"""The panel of a body, which counts its words and the minutes to read them while it is written."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel

from cms.body.text import blocks_with_words
from cms.body.word_count import words_per_minute


class WordCountPanel(FieldPanel):
    """The panel of a BodyField, with its words and reading time below, as `cms.body.word_count` defines them."""

    class BoundPanel(FieldPanel.BoundPanel):
        """The panel of one page's body."""

        @property
        def attrs(self) -> dict[str, Any]:
            """The panel's attributes, with what the script needs to know of the page."""
            controllers = f"{self.panel.attrs.get('data-controller', '')} word-count"
            return {
                **self.panel.attrs,
                "data-controller": controllers.strip(),
                "data-word-count-blocks-value": " ".join(blocks_with_words(self._stream_block())),
                "data-word-count-per-minute-value": words_per_minute(self.instance.locale.language_code),
                "data-word-count-text-value": _("Words: %(words)s · Reading time: %(minutes)s min"),
            }

        def _stream_block(self) -> Any:
            return self.instance._meta.get_field(self.field_name).stream_block
