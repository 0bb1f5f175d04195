"""Global ids: opaque names of things, unique over all types."""

from binascii import b2a_base64
from typing import Any

from graphql_relay import from_global_id

from cms.api.errors import BadUserInput


def encode(type_name: str, pk: object) -> str:
    """Return the global id of the object with this primary key.

    Source: https://relay.dev/graphql/objectidentification.htm
    """
    return b2a_base64(f"{type_name}:{pk}".encode(), newline=False).decode()


def key_of(instance: Any) -> object:
    """Return what tells an object from others of its type: its primary key, but for the draft of a preview.

    A draft must not stand in a client's cache for the published page, and one that was never saved has no key.
    """
    preview = instance.__dict__.get("_preview_id")
    return instance.pk if preview is None else f"preview-{preview}"


def decode(global_id: str) -> tuple[str, int]:
    """Return the type name and primary key in a global id.

    Raises:
        BadUserInput: when it is none.
    """
    try:
        type_name, pk = from_global_id(global_id)
    except (ValueError, UnicodeError):
        type_name, pk = "", ""
    sound = type_name.isidentifier() and pk.isascii() and pk.isdigit() and len(pk) <= 18
    if not sound or encode(type_name, int(pk)) != global_id:
        raise BadUserInput("This id is malformed. Pass an id exactly as an earlier answer gave it.")
    return type_name, int(pk)
