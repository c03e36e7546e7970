"""From bytes to records: what a file is (sniff), how it unpacks (compression), where its records stand and what they
say.

Adding a format takes one module and three lines:

1. Write ``transforms/read/<format>.py`` with a class that has the three members of ``Reader``. ``frame`` finds the
   records in a stream without holding more than one of them; ``read`` turns the bytes of one span into a ``RawRecord``.
   Neither raises: what is wrong becomes a ``RefusedSpan`` or a ``Refusal`` with a code of the closed list.
2. Enter an instance in ``READERS`` (``registry.py``).
3. Let ``sniff.py`` answer with its name where it answers TYPE_UNSUPPORTED today, and take it out of ``magics.py``.

Nothing else changes: shards call ``READERS[format].read`` with the bytes of one span, whatever the format is. A format
whose records are no stretches of bytes (members of an archive, for one) frames them as the stretches that hold them.
"""

from transforms.read.compression import StreamDamage, inflate
from transforms.read.registry import READERS, Reader
from transforms.read.sniff import Sniffed, sniff, sniff_stream

__all__ = ["READERS", "Reader", "Sniffed", "StreamDamage", "inflate", "sniff", "sniff_stream"]
