"""How are logs kept free of personal data? For whoever runs the service: logs go further than the database does.

A searched name stands in an address's query, a child's value in a database error's message: both are left out, and the
request's number leads to the audit log, where reading is permitted and itself recorded.
"""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

_QUERY = re.compile(r"\?[^\s\"']*")
_SECRET = re.compile(r"(/school-answer/)[^\s\"']+")  # a school's link opens without a password


class WithoutQueries(logging.Filter):
    """Cuts everything after `?` in an address, and a school's secret, wherever they stand in a message."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _QUERY.sub("?…", _SECRET.sub(r"\1…", record.getMessage())), ()
        return True


class WithoutValues(logging.Formatter):
    """An error's kind and the lines it passed through; never its message, which may quote a row."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        record.request_id = getattr(request, "request_id", "-")
        return super().format(record)

    def formatException(self, ei: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:  # noqa: N802
        kind, _, trace = ei
        frames = (f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace))
        return "\n".join([f"{kind.__module__}.{kind.__qualname__}", *frames])
