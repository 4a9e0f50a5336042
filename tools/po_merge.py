"""Git merge driver for catalogues: the union of both sides by (context, message), ours winning where both translate.

Set up once in a clone:  git config merge.po.driver "python tools/po_merge.py %O %A %B"
"""

import sys

import polib


def merge(ours: polib.POFile, theirs: polib.POFile) -> polib.POFile:
    """Add to ``ours`` what only ``theirs`` has, and fill what ours leaves untranslated; sorted by message."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in ours}
    for entry in theirs:
        mine = known.get((entry.msgctxt, entry.msgid))
        if mine is None:
            ours.append(entry)
        elif not mine.translated() and entry.translated():
            mine.msgstr, mine.msgstr_plural = entry.msgstr, entry.msgstr_plural
    ours.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    return ours


def main() -> None:
    _, _base, ours, theirs = sys.argv[:4]
    merged = merge(polib.pofile(ours, wrapwidth=0), polib.pofile(theirs, wrapwidth=0))
    merged.save(ours)


if __name__ == "__main__":
    main()
