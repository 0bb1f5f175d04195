"""Pictures: the image model with credit and description, its presets, and the tasks that make renditions at upload."""
