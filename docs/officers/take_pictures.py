"""How do the pictures in these pages stay true? The browser tests take them (var/shots/doc-*.png); this copies them here.

./onroll test                              takes the pictures
python docs/officers/take_pictures.py      copies them to docs/images, refusing any over 150 KB
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LARGEST = 150_000  # bytes: the repository keeps every version for ever


def main() -> None:
    """Copy every picture, or stop at the first that is too large."""
    pictures = sorted((PROJECT / "var" / "shots").glob("doc-*.png"))
    if not pictures:
        sys.exit("No pictures: run the browser tests first.")
    images = PROJECT / "docs" / "images"
    images.mkdir(exist_ok=True)
    for picture in pictures:
        if picture.stat().st_size > LARGEST:
            sys.exit(f"{picture.name} is over {LARGEST:,} bytes; make the window it is taken in smaller.")
        shutil.copyfile(picture, images / picture.name.removeprefix("doc-"))


if __name__ == "__main__":
    main()
