"""Logs as JSON, one object per line, for log collectors."""

import json
import logging
from datetime import UTC, datetime
from typing import Any


class JSONFormatter(logging.Formatter):
    """Writes time (ISO 8601, UTC), level, logger, message and, if known, method, path, status, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record as one line of JSON."""
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
        # Escape lone surrogates, from paths that are not UTF-8: streams cannot encode them.
        return line.encode(errors="backslashreplace").decode()
