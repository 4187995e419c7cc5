"""Files of 说事 stay in memory: nothing is laid down on disk before it was drawn anew."""

import io
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from zhibu.concern.redrawing import LARGEST_FILE


class InMemory(FileUploadHandler):
    """One file of at most 12 MB; a larger one ends the reading at once."""

    body: io.BytesIO

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.body = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > LARGEST_FILE:
            raise RequestDataTooBig  # StopUpload would go on as if there were no file
        self.body.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.body.seek(0)
        return InMemoryUploadedFile(self.body, self.field_name, "picture", "", file_size, None)
