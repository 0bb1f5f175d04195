"""Edit conflicts: forms that another save, of another user or of the same editor's autosave, has overtaken."""
