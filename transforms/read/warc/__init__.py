"""Web archives: WARC and the older ARC. The stream is decompressed before it comes here.

Where records stand is found by ``framing``, what their headers say by ``heads``, what they hold by ``kinds``; ``http``
undoes how a body was sent, ``digests`` tells whether it was changed, ``records`` makes an article of it.
"""

from transforms.read.warc.reader import ArcReader, WarcReader, is_compressed_as_one

__all__ = ["ArcReader", "WarcReader", "is_compressed_as_one"]
