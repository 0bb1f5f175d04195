"""Small files with metadata: each says that its writer is WRITER, in every place where such files can say so."""

import zipfile
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo

WRITER = "Jane Secret"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def jpeg(orientation: int = 1) -> bytes:
    """Returns a JPEG with Exif, a comment and a colour profile."""
    exif = Pillow.Exif()
    exif[0x013B], exif[0x0112] = WRITER, orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0)})
    out = BytesIO()
    Pillow.radial_gradient("L").crop((0, 0, 40, 20)).save(
        out, "JPEG", exif=exif, comment=WRITER.encode(), icc_profile=b"a colour profile"
    )
    return out.getvalue()


def png() -> bytes:
    text = PngInfo()
    text.add_text("Author", WRITER)
    out = BytesIO()
    Pillow.radial_gradient("L").crop((0, 0, 40, 20)).save(out, "PNG", pnginfo=text)
    return out.getvalue()


def pdf(*, encryption: Any = None, signed: bool = False) -> bytes:
    """Returns a PDF with properties, XMP, a picture, a comment and a field of a form."""
    out = BytesIO()
    with Pdf.new() as made:
        made.add_blank_page(page_size=(200, 200))
        page = made.pages[0]
        picture = Stream(made, jpeg(), Type=Name.XObject, Subtype=Name.Image, Width=40, Height=20)
        picture.Filter, picture.ColorSpace, picture.BitsPerComponent = Name.DCTDecode, Name.DeviceGray, 8
        picture.Metadata = made.make_indirect(Stream(made, f"<x>{WRITER}</x>".encode()))
        page.Resources = Dictionary(XObject=Dictionary(Picture=picture))
        page.PieceInfo = Dictionary(App=Dictionary(Private=WRITER))
        page.Contents = Stream(made, b"q 40 0 0 20 10 10 cm /Picture Do Q")
        comment: dict[str, Any] = {
            "T": WRITER,
            "M": "D:20260101",
            "NM": WRITER,
            "Contents": "a remark",
            "Rect": [0, 0, 9, 9],
        }
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, **comment)
        field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="age", Rect=[0, 0, 9, 9])
        fields = Array([made.make_indirect(field)])
        page.Annots = Array([made.make_indirect(note), fields[0]])
        made.Root.AcroForm = Dictionary(Fields=fields)
        if signed:
            made.Root.Signature = made.make_indirect(
                Dictionary(Type=Name.Sig, ByteRange=[0, 9, 20, 9], Contents=b"\x00" * 8)
            )
        made.Root.Lang = "en-GB"
        made.docinfo["/Author"] = WRITER
        made.Root.Metadata = made.make_indirect(
            Stream(made, f"<x:xmpmeta>{WRITER}</x:xmpmeta>".encode(), Type=Name.Metadata, Subtype=Name.XML)
        )
        made.save(out, encryption=encryption or False, compress_streams=False, fix_metadata_version=False)
    return out.getvalue()


def package(parts: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.comment = WRITER.encode()
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _relationships(**targets: str) -> str:
    """Returns a part of relationships; the names are their types, "officeDocument" for example."""
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{rows}</Relationships>'


def _content_types(*parts: str) -> str:
    rows = "".join(f'<Override PartName="/{part}" ContentType="application/xml"/>' for part in parts)
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{rows}</Types>'


def docx(**more: str | bytes) -> bytes:
    """Returns a Word document with properties, a thumbnail, a change, a comment, a template and a spreadsheet."""
    body = (
        f'<w:document {_W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w">'
        '<w:p w:rsidR="00AB12CD"><w:r><w:t>Seen text</w:t></w:r>'
        f'<w:ins w:id="1" w:author="{WRITER}" w:date="2026-01-01T00:00:00Z"><w:r><w:t>added</w:t></w:r></w:ins></w:p>'
        "</w:document>"
    )
    comments = (
        f'<w:comments {_W}><w:comment w:id="0" w:author="{WRITER}" w:initials="JS"><w:p/></w:comment></w:comments>'
    )
    settings = (
        f'<w:settings {_W} xmlns:r="{_OFFICE}"><w:attachedTemplate r:id="r1"/><w:zoom w:percent="90"/>'
        '<w:rsids><w:rsid w:val="00AB12CD"/></w:rsids></w:settings>'
    )
    related = {
        "comments": "comments.xml",
        "settings": "settings.xml",
        "image": "media/a.jpg",
        "package": "/word/in.xlsx",
    }
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types("word/document.xml", "docProps/core.xml", "customXml/item1.xml"),
        "_rels/.rels": _relationships(
            officeDocument="word/document.xml", core="docProps/core.xml", thumbnail="docProps/thumbnail.jpeg"
        ),
        "docProps/core.xml": f"<core><creator>{WRITER}</creator></core>",
        "docProps/thumbnail.jpeg": jpeg(),
        "customXml/item1.xml": f"<item>{WRITER}</item>",
        "word/document.xml": body,
        "word/comments.xml": comments,
        "word/people.xml": f'<w:people {_W}><w:person w:author="{WRITER}"/></w:people>',
        "word/settings.xml": settings,
        "word/media/a.jpg": jpeg(6),
        "word/in.xlsx": xlsx(),
        "word/_rels/document.xml.rels": _relationships(
            **related, customXml="../customXml/item1.xml", people="people.xml"
        ),
        "word/_rels/settings.xml.rels": _relationships(attachedTemplate=f"file:///C:/Users/{WRITER}/a.dotx"),
    }
    return package(parts | more)


def xlsx() -> bytes:
    """Returns a spreadsheet with a path of its author, a comment and a printer."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    related = f'xmlns:r="{_OFFICE}"'
    user = f'userName="{WRITER}"'
    person = f'displayName="{WRITER}" id="1" userId="{WRITER}"'
    return package(
        {
            "[Content_Types].xml": _content_types("xl/workbook.xml"),
            "_rels/.rels": _relationships(officeDocument="xl/workbook.xml", app="docProps/app.xml"),
            "docProps/app.xml": f"<Properties><Manager>{WRITER}</Manager></Properties>",
            "xl/workbook.xml": f'<workbook {main}><fileSharing {user}/><absPath url="C:/{WRITER}"/></workbook>',
            "xl/_rels/workbook.xml.rels": _relationships(
                worksheet="worksheets/sheet1.xml", person="persons/person.xml"
            ),
            "xl/persons/person.xml": f"<personList><person {person}/></personList>",
            "xl/worksheets/sheet1.xml": f'<worksheet {main} {related}><pageSetup scale="80" r:id="r2"/></worksheet>',
            "xl/worksheets/_rels/sheet1.xml.rels": _relationships(
                comments="../comments1.xml", printerSettings="../printerSettings1.bin"
            ),
            "xl/comments1.xml": f"<comments {main}><authors><author>{WRITER}</author></authors></comments>",
            "xl/printerSettings1.bin": WRITER.encode("utf-16-le"),
        }
    )


def odt(**more: str | bytes) -> bytes:
    """Returns a text with properties, a preview, a stored version, a change, a comment, a picture and a printer."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = (
        f'xmlns:office="{office}office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:text="{office}text:1.0"'
    )
    content = (
        f"<office:document-content {spaces}><office:body><text:p>Seen text<office:annotation>"
        f"<dc:creator>{WRITER}</dc:creator><dc:date>2026-01-01</dc:date><text:p>a remark</text:p>"
        "</office:annotation> goes on</text:p></office:body></office:document-content>"
    )
    settings = (
        f'<office:document-settings {spaces} xmlns:config="{office}config:1.0">'
        f'<config:config-item config:name="PrinterName">{WRITER}</config:config-item>'
        '<config:config-item config:name="UseOldNumbering">false</config:config-item></office:document-settings>'
    )
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "settings.xml": settings,
        "meta.xml": f"<meta>{WRITER}</meta>",
        "Thumbnails/thumbnail.png": png(),
        "Pictures/a.png": png(),
        "Versions/Version1": WRITER,
    }
    rows = "".join(f'<m:file-entry m:full-path="{name}"/>' for name in ["/", *parts])
    manifest = f'<m:manifest xmlns:m="{office}manifest:1.0">{rows}</m:manifest>'
    return package(parts | {"META-INF/manifest.xml": manifest} | more)


def rtf() -> bytes:
    writer = WRITER.encode()
    return (
        rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\info{\title A \{draft\}}{\author " + writer + rb"}{\*\company X}}"
        rb"{\*\generator " + writer + rb";}{\*\revtbl {Unknown;}{" + writer + rb";}}"
        rb"\pard Seen text \{\\info\}{\pict\jpegblip " + jpeg().hex().encode() + rb"}\par}"
    )
