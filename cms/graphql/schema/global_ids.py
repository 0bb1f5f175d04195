"""Global object ids, as Relay defines them: opaque, and unique over all types."""

from binascii import b2a_base64
from typing import Any

from graphql_relay import from_global_id
from wagtail.models import Orderable

from cms.graphql.context import Context
from cms.graphql.errors import BadUserInput


def to_global_id(type_name: str, pk: object) -> str:
    """Return the global id of the object with this primary key.

    Source: https://relay.dev/graphql/objectidentification.htm
    """
    return b2a_base64(f"{type_name}:{pk}".encode(), newline=False).decode()


def object_key(context: Context, instance: Any) -> object:
    """Return the key of an object among those of its type: the primary key, or that of the preview for a draft.

    A client's cache must not take a draft, or a row of it, for what is published; and what was never saved has no
    primary key.
    """
    draft = context.draft
    if draft is None:
        return instance.pk
    if draft.page is instance:
        return f"preview-{draft.preview_id}"
    if isinstance(instance, Orderable) and getattr(instance, "page", None) is draft.page:
        return f"preview-{draft.preview_id}-{instance.sort_order}"
    return instance.pk


def parse_global_id(global_id: str) -> tuple[str, int]:
    """Return the type name and primary key in a global id.

    Raises:
        BadUserInput: when it is malformed.
    """
    try:
        type_name, pk = from_global_id(global_id)
    except (ValueError, UnicodeError):
        type_name, pk = "", ""
    sound = type_name.isidentifier() and pk.isascii() and pk.isdigit() and len(pk) <= 18
    if not sound or to_global_id(type_name, int(pk)) != global_id:
        raise BadUserInput("This id is malformed. Pass an id exactly as an earlier answer gave it.")
    return type_name, int(pk)
