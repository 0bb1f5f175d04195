from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the app and connects its signal handler."""

    name = "cms.documents"
    label = "documents"

    def ready(self) -> None:
        """Remove the metadata of each new file, whichever way it comes in."""
        from django.db.models.signals import pre_save
        from wagtail.documents import get_document_model

        from cms.documents.signals import remove_metadata_of_new_file

        pre_save.connect(remove_metadata_of_new_file, sender=get_document_model(), dispatch_uid="documents.metadata")
