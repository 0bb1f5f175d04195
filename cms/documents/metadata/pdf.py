"""Metadata of PDF files.

Source: ISO 32000-2, clause 14.3 (metadata), 12.5.6.2 (markup annotations) and 14.5 (page-piece dictionaries)
"""

from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, PasswordError, Pdf, PdfError, Stream, settings

from cms.documents.metadata import errors
from cms.documents.metadata.pictures import remove_jpeg_metadata

MAX_STREAM_BYTES = 100_000_000
"""Size up to which one stream of a file is unpacked; the streams of pages and pictures are not."""

settings.set_qpdf_limits(
    flate_max_memory=MAX_STREAM_BYTES, png_max_memory=MAX_STREAM_BYTES, tiff_max_memory=MAX_STREAM_BYTES
)

_DESCRIBING = (Name.Metadata, Name.PieceInfo, Name.LastModified)
_OF_MARKUP = (Name.T, Name.M, Name.CreationDate, Name.NM)


def remove_pdf_metadata(data: bytes) -> bytes:
    """Return a PDF without properties, XMP, names on comments, earlier revisions and metadata of its JPEG pictures.

    Raises:
        DocumentFileError: it is damaged, signed or needs a password.
    """
    out = BytesIO()
    try:
        with Pdf.open(BytesIO(data)) as pdf:
            if _is_signed(pdf):
                raise errors.signed()
            for key in (Name.Info, Name.ID):
                if key in pdf.trailer:
                    del pdf.trailer[key]
            for thing in pdf.objects:
                if isinstance(thing, Dictionary | Stream):
                    _remove_from(pdf, thing)
            for page in pdf.pages:
                for note in page.get(Name.Annots, ()):
                    _remove_author(note)
            pdf.save(out, deterministic_id=True, encryption=False, preserve_pdfa=False, compress_streams=False)
    except PasswordError:
        raise errors.encrypted() from None
    except (PdfError, ValueError, TypeError, KeyError, RuntimeError):
        raise errors.damaged() from None
    return out.getvalue()


def _is_signed(pdf: Pdf) -> bool:
    """Tell whether a file has a signature, which holds for the bytes of the file."""
    return any(
        isinstance(thing, Dictionary) and Name.ByteRange in thing and Name.Contents in thing for thing in pdf.objects
    )


def _remove_from(pdf: Pdf, thing: Any) -> None:
    for key in _DESCRIBING:
        if key in thing:
            del thing[key]
    if not isinstance(thing, Stream):
        return
    if thing.get(Name.Type) == Name.Metadata:
        thing.write(b"")
    elif thing.get(Name.Subtype) == Name.Image:
        _remove_from_jpeg(pdf, thing)


def _remove_from_jpeg(pdf: Pdf, stream: Stream) -> None:
    """Remove the metadata of a JPEG picture, which may be packed or written in ASCII once more."""
    filters: Any = stream.get(Name.Filter, [])
    *outer, last = [filters] if isinstance(filters, Name) else [*filters] or [None]
    if last != Name.DCTDecode:
        return
    picture = stream.read_raw_bytes()
    if outer:
        picture = Stream(pdf, picture, Filter=Array(outer)).read_bytes()
    if (clean := remove_jpeg_metadata(picture)) != picture:
        stream.write(clean, filter=Name.DCTDecode)


def _remove_author(note: Any) -> None:
    """Remove author and dates of a comment; `T` of a field of a form is its name, and stays."""
    if isinstance(note, Dictionary) and note.get(Name.Subtype) not in (Name.Widget, Name.Link):
        for key in _OF_MARKUP:
            if key in note:
                del note[key]
