"""One JSON object a line, for whatever gathers the logs of a server."""

import json
import logging
from datetime import UTC, datetime
from typing import Any


class JSONFormatter(logging.Formatter):
    """Renders time (ISO 8601, UTC), level, logger, message and, where known, path, status and traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        request = getattr(record, "request", None)
        if path := getattr(request, "path", None):
            entry |= {"method": getattr(request, "method", None), "path": path}
        if status := getattr(record, "status_code", None):
            entry["status"] = status
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        line = json.dumps(entry, ensure_ascii=False, default=str)
        # Half a character, from a path that is no UTF-8, is written as JSON writes it: no stream takes it.
        return line.encode(errors="backslashreplace").decode()
