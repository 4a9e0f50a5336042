"""One JSON object per log line, with the request's (or the task's) id: what a log store can search."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from portal.common import queue
from portal.common.middleware import request_id

STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime", "taskName"}
PRIVATE = frozenset({"request", "sockets", "data"})  # objects that may carry personal data or cannot be written


class JsonFormatter(logging.Formatter):
    """Time (UTC), level, logger, message, request and task id, plus every extra field given by the caller."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        task = queue.running_task()
        if task:
            line["task"], line["task_id"] = task
        extra = {key: value for key, value in vars(record).items() if key not in STANDARD and key not in PRIVATE}
        line.update({key: value for key, value in extra.items() if key not in line})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
