"""Reading a request's body: JSON within the limits of `core.json`; anything else is 400 in a sentence."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from core import json


class LimitedJSONParser(BaseParser):
    """JSON in UTF-8, bounded in depth, names, texts and lists; a name that stands twice is refused."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The document; raises ParseError (400)."""
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise ParseError("The document is larger than 1 MB.")
        try:
            return json.read(body.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise ParseError("The document is not UTF-8.") from error
        except json.Unreadable as error:
            raise ParseError(str(error)) from error
