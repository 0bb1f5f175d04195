"""What is looked at in an upload: is it a picture, what does it say of itself, is it there already."""
