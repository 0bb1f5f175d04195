"""Where files of pictures are stored, and who is served them."""
