"""Stories in HTML or Markdown as the blocks of a body; also used for what editors paste."""
