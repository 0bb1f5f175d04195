"""The columns that a file may have."""

COLUMNS = {
    "position": "place in the listing, a whole number; without it the rows' order counts",
    "title": "the headline (required)",
    "date": "YYYY-MM-DD, or a date-time such as 2026-05-29T08:30:00+02:00 (required)",
    "slug": "last part of the address, by which the article is found again; made of the title when left out",
    "category": "the category's name, or its path such as World > Europe; what there is none of is made",
    "kicker": "the label over the headline; readers see the category's name when it is empty",
    "summary": "one to three sentences",
    "authors": "names in the bylines' order; in a cell they are separated by semicolons",
    "tags": "names; in a cell they are separated by commas or semicolons",
    "image": "name of a picture file in the --images directory",
    "image_description": "what the picture shows, for readers who cannot see it; needed with `image`",
    "image_credit": "whom to credit, exactly as it is to be printed",
    "body": "the story, in HTML or Markdown",
    "body_format": "html or markdown; when left out, a body with HTML tags of paragraphs and the like is HTML",
}
REQUIRED_COLUMNS = ("title", "date")


def known_columns() -> str:
    """Return the names of all columns, as error messages give them."""
    return f"Known columns: {', '.join(COLUMNS)}."
