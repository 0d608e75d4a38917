"""Which school became which, as the GIAS links file tells it?"""

from __future__ import annotations

from collections.abc import Iterable

from onroll.extracts.rows import ReadRow
from onroll.places.copying import copy_objects
from onroll.places.loading.columns import Columns
from onroll.places.loading.outcome import Loaded, When
from onroll.places.models import SchoolLink


def load_links(rows: Iterable[ReadRow], when: When) -> Loaded:
    """Adds links not yet held; a link is the same while its two schools, its type and its date are."""
    loaded = Loaded()
    known = {(link.urn, link.link_urn, link.link_type, link.established_on): link for link in SchoolLink.objects.all()}
    new: list[SchoolLink] = []
    changed: dict[int, SchoolLink] = {}
    for row in rows:
        columns = Columns(row.raw)
        urn, other = columns.text("URN"), columns.text("LinkURN")
        if not urn or not other:
            sentence = "A link needs both schools; give URN and LinkURN."
            loaded.refuse(row, "LinkURN" if urn else "URN", "link-without-school", sentence)
            continue
        name, kind, day = columns.text("LinkName"), columns.text("LinkType"), columns.day("LinkEstablishedDate")
        link = known.get((urn, other, kind, day))
        if link is None:
            link = SchoolLink(urn=urn, link_urn=other, link_name=name, link_type=kind, established_on=day)
            link.held, link.as_at, link.recorded_at = dict(row.raw), when.as_at, when.recorded_at
            known[(urn, other, kind, day)] = link
            new.append(link)
            loaded.count({"new"})
        elif name and name != link.link_name and when.as_at >= link.as_at:
            link.link_name, link.as_at, link.recorded_at = name, when.as_at, when.recorded_at
            if link.pk:
                changed[link.pk] = link
            loaded.count({"changed"})
        else:
            loaded.count(set())
    copy_objects(SchoolLink, new)
    SchoolLink.objects.bulk_update(changed.values(), ["link_name", "as_at", "recorded_at"], batch_size=500)
    return loaded
