"""Blocks of text."""

from zlib import crc32

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.body.blocks import register_body_block
from cms.graphql.content.streamfield import BlockValue
from cms.graphql.context import Info
from cms.graphql.declarations import GraphQLInt, GraphQLRichText, GraphQLRichTextTree, GraphQLString

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul", "superscript", "subscript", "strikethrough"]


@register_body_block
class HeadingBlock(blocks.StructBlock):
    """A heading inside the body."""

    text = blocks.CharBlock(max_length=200, label=_("Heading"))
    level = blocks.ChoiceBlock(
        choices=[("2", _("Section")), ("3", _("Sub-section")), ("4", _("Minor heading"))],
        default="2",
        label=_("Level"),
        help_text=_("Go down one level at a time: readers who listen to the page move from heading to heading."),
    )

    graphql_fields = [
        GraphQLString("text", required=True, description="The heading."),
        GraphQLInt("level", required=True, description="2 to 4, for <h2> to <h4>; <h1> is the page's title."),
        GraphQLString("anchor", required=True, description="For the id attribute: unique in its page."),
    ]

    def anchor(self, item: BlockValue, info: Info) -> str:
        """Return the slug of the heading with a checksum of its id, which makes it unique on its page."""
        words = slugify(item.children["text"].value or "")[:60].rstrip("-")
        return f"{words}-{crc32(item.local_id.encode()):08x}".lstrip("-")

    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Text")
        description = _("Divides a long story. Keep it to a few words.")
        preview_value = {"text": _("What happens next"), "level": "2"}
        preview_template = "news/block_previews/heading.html"


@register_body_block
class ParagraphBlock(blocks.StructBlock):
    """Running text."""

    html = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Text"))

    graphql_fields = [
        GraphQLRichText(
            "html",
            required=True,
            description="Safe HTML: links absolute, links to what the public may not see reduced to their text.",
        ),
        GraphQLRichTextTree("content", source="html"),
    ]

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Text")
        description = _("One or more paragraphs, with links and lists.")
        preview_value = {"html": "<p>The first trains run on <b>Monday</b>, a month ahead of plan.</p>"}
        preview_template = "news/block_previews/paragraph.html"


@register_body_block
class QuoteBlock(blocks.StructBlock):
    """A quotation, set apart from the text."""

    quote = blocks.TextBlock(label=_("Quote"), help_text=_("Without quotation marks: the site adds its own."))
    attribution = blocks.CharBlock(
        required=False, label=_("Who said it"), help_text=_("Name and role, for example “Ana Duarte, harbour pilot”.")
    )

    graphql_fields = [
        GraphQLString("quote", required=True, description="The words, without quotation marks."),
        GraphQLString("attribution", required=True, description="Who said it; may be empty."),
    ]

    class Meta:
        icon = "openquote"
        label = _("Quote")
        group = _("Text")
        description = _("A sentence worth showing large, with the person who said it.")
        preview_value = {"quote": _("We planned for ten boats. Forty came."), "attribution": _("Ana Duarte, pilot")}
        preview_template = "news/block_previews/quote.html"


@register_body_block
class QuestionAnswerBlock(blocks.StructBlock):
    """One question of an interview or explainer, and its answer."""

    question = blocks.CharBlock(label=_("Question"))
    answer = blocks.TextBlock(label=_("Answer"))

    graphql_fields = [
        GraphQLString("question", required=True, description="What was asked."),
        GraphQLString("answer", required=True, description="The answer as plain text; blank lines part paragraphs."),
    ]

    class Meta:
        icon = "help"
        label = _("Question and answer")
        group = _("Text")
        description = _("For interviews and explainers. Add one block for each question.")
        preview_value = {
            "question": _("Who pays for it?"),
            "answer": _("The two cities, in equal parts, over twelve years."),
        }
        preview_template = "news/block_previews/question_answer.html"


@register_body_block
class CalloutBlock(blocks.StructBlock):
    """A box beside the story."""

    title = blocks.CharBlock(required=False, label=_("Title"))
    html = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Text"))

    graphql_fields = [
        GraphQLString("title", required=True, description="Heading of the box; may be empty."),
        GraphQLRichText("html", required=True, description="Safe HTML, as in ParagraphBlock."),
        GraphQLRichTextTree("content", source="html"),
    ]

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        group = _("Text")
        description = _("A box for key facts, background or how to get help.")
        preview_value = {"title": _("In short"), "html": "<ul><li>Opens in May</li><li>Free on Sundays</li></ul>"}
        preview_template = "news/block_previews/callout.html"
