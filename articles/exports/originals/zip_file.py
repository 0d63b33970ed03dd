"""The originals of articles as files in a ZIP, with a manifest."""

import mimetypes
from collections.abc import Iterator, Sequence
from contextlib import closing

from django.utils import timezone

from articles.exports.originals import manifest
from articles.exports.originals.rows import exported_originals
from articles.exports.originals.zip_stream import ZipStream


def zip_file(ids: Sequence[int], site: str) -> Iterator[bytes]:
    """Yield a ZIP file of the originals of these articles, unchanged, and of a table that lists them."""
    stream = ZipStream(timezone.now())
    with closing(manifest.Manifest()) as listed:
        for each in exported_originals(ids, site):
            ending = mimetypes.guess_extension(each.media_type) or ".bin"
            name = f"originals/{each.pk}{ending}"
            with closing(stream.open(name)) as file:
                file.write(each.raw)
            listed.add(each, name)
            yield from stream.taken()
        with closing(stream.open(manifest.NAME)) as file:
            yield from listed.write(stream, file)
    yield from stream.finish()
