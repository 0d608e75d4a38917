"""Under which UPNs is a child held? Registers stand under the number the school used, a former one among them."""

from __future__ import annotations

from onroll.children.models import ChildSummary

UPN_LENGTH = 13


def upns_of(child: int) -> list[str]:
    """Every UPN any of the child's records gave, the best first."""
    summary = ChildSummary.objects.filter(pk=child).values_list("upn", "numbers").first()
    if summary is None:
        return []
    upn, numbers = summary
    return list(dict.fromkeys(filter(None, [upn, *(number for number in numbers if len(number) == UPN_LENGTH)])))
