"""The report as a CSV or JSON file, with a record for each note."""

import csv
import json
from pathlib import Path

from cms.exports import escape_formulas
from news.importing.report import ImportReport


def write_report(report: ImportReport, path: Path) -> None:
    """Write all notes of an import to a file, in the order of the rows.

    Args:
        report: the report of the import.
        path: the file, with the extension `.csv` or `.json`; an existing one is replaced.
    """
    entries = sorted(report.entries, key=lambda entry: (entry.number, entry.kind, entry.field, entry.text))
    lines = [
        {
            "row": entry.number,
            "file": report.files.get(entry.number, ""),
            "line": entry.line,
            "field": entry.field,
            "kind": str(entry.kind),
            "text": entry.text,
            "page": entry.page,
        }
        for entry in entries
    ]
    partial = path.with_name(f"{path.name}.part")
    with partial.open("w", encoding="utf-8", newline="") as file:
        if path.suffix.lower() == ".csv":
            writer = csv.DictWriter(file, ["row", "file", "line", "field", "kind", "text", "page"])
            writer.writeheader()
            writer.writerows({name: escape_formulas(value) for name, value in line.items()} for line in lines)
        else:
            json.dump(lines, file, ensure_ascii=False, indent=1)
    partial.replace(path)
