"""Which sex does a source give, whatever its code?

For row checks. DfE returns write F, M and U (unknown); the NHS and older systems 1, 2, 0 and 9 (ISO/IEC 5218: 1 male,
2 female, 0 not known, 9 not specified).
"""

from __future__ import annotations

_READ = {
    **dict.fromkeys(("f", "female", "girl", "2"), "F"),
    **dict.fromkeys(("m", "male", "boy", "1"), "M"),
    **dict.fromkeys(("u", "unknown", "0", "9", "not known", "not specified", "indeterminate", "not stated", "x"), "U"),
    **dict.fromkeys(("", "-", "null", "n/k", "nk"), ""),
}


def read_sex(text: str) -> str | None:
    """ "F", "M", "U", or "" for a blank; None for anything else, which its reader reports and keeps as it came."""
    return _READ.get(text.strip().casefold())
