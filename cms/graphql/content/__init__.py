"""Bodies: StreamFields, rich text and embeds as the API shows them."""
