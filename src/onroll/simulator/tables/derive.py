"""Derive the simulator's small name tables from the public files in a folder (run by hand when the sources change).

`python -m onroll.simulator.tables.derive FOLDER` where FOLDER holds `ew_baby_names_2006_2024.csv.gz` (ONS, OGL v3) and the
two CC0 tables by country. See SOURCES.md beside this file.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent
BANDS = ((2006, 2008), (2009, 2011), (2012, 2014), (2015, 2017), (2018, 2020), (2021, 2024))
SIZE_LIMIT = 190_000
COUNTRIES = ("PL", "RO", "LT", "LV", "BG", "PT", "IN", "BD", "PK", "IE", "TR", "UA", "HU", "SK", "CZ", "CN", "VN", "PH", "NP",
             "LK", "IT", "ES", "RU", "AL", "IR", "IQ", "EG", "SA", "AE", "MA", "KR", "GB", "US", "AU", "NZ", "CA", "IL")  # fmt: skip


def given_names(source: Path) -> None:
    """Births by name, sex and band of years, commonest first, as many as fit the size limit."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * len(BANDS))
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            band = next(i for i, (a, b) in enumerate(BANDS) if a <= int(row["year"]) <= b)
            counts[row["sex"], row["name"].title()][band] += int(row["n"])
    size = 0
    with (HERE / "given_names.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["sex", "name", *(f"{a}-{b}" for a, b in BANDS)])
        for (sex, name), row in sorted(counts.items(), key=lambda item: (-sum(item[1]), item[0])):
            line = [sex, name, *("" if n == 0 else n for n in row)]
            size += len(",".join(str(value) for value in line).encode()) + 1
            if size > SIZE_LIMIT:
                break
            writer.writerow(line)


def names_by_country(folder: Path) -> None:
    """Forenames and surnames of the countries whose customs the simulator keeps, in the order of the source."""
    out: set[tuple[str, str, int, str]] = set()
    with (folder / "common-surnames-by-country.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            name = (row["Localized Name"] if row["Localized Name"][:1] < "Ͱ" else row["Romanized Name"]).strip()
            if row["Country"] in COUNTRIES and name and name[:1] < "Ͱ":
                out.add((row["Country"], "S", int(row["Rank"] or 99), name))
    with (folder / "common-forenames-by-country.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            name = row["Localized Name"].strip()
            name = name if name[:1] < "Ͱ" else row["Romanized Name"].strip()
            if row["Country"] in COUNTRIES and row["Gender"] in "FM" and name and name[:1] < "Ͱ":
                out.add((row["Country"], row["Gender"], int(row["Index"] or 99), name))
    with (HERE / "names_by_country.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(["country", "kind", "rank", "name"])
        writer.writerows(sorted(out))


if __name__ == "__main__":
    given_names(Path(sys.argv[1]) / "ew_baby_names_2006_2024.csv.gz")
    names_by_country(Path(sys.argv[1]))
