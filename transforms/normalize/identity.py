"""Who an article is: its URL, else its outlet's record id, else its outlet and content. Ids are hashes, never
sequences."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from itertools import islice
from math import ceil
from typing import Final, TypeAlias
from urllib.parse import unquote, urlsplit

from transforms.model import Identity
from transforms.normalize.characters import comparable

ID_BYTES: Final = 16
"""128 bits: among a thousand million articles two share an id with a chance below 1e-20."""
MIN_UNLIKE_WORDS: Final = 50
"""Words from which a body can be told to be another article; shorter ones are teasers that get rewritten whole."""
SHINGLE_WORDS: Final = 3
MAX_UNLIKE_OVERLAP_RATIO: Final = 0.1
"""Share of the smaller text's shingles found in the larger one below which two texts are two articles. Revisions of
one article keep most sentences; articles by one desk on one subject share a few set phrases."""
MAX_COMPARED_TEXTS: Final = 128
"""Texts of one URL that are compared each with each where they have too little in common all together. 128 of 3,000
words take 3 seconds and 60 MB (measured)."""
MAX_URL_CHARS: Final = 8_192

Shingle: TypeAlias = tuple[str, ...]

TRACKING_PARAMETERS: Final = frozenset(
    """fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh mc_cid mc_eid mkt_tok
    _hsenc _hsmi hsctatracking _ga _gl __twitter_impression ns_campaign ns_mchannel ns_source ns_linkname ns_fee
    at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_link_id at_link_origin at_link_type at_format
    at_bbc_team at_ptr_name at_creation at_campaign_type cmpid ocid ito xtor wt_mc wt_zmc sr_share smid smtyp
    guccounter guce_referrer guce_referrer_sig oly_enc_id oly_anon_id vero_id vero_conv s_cid traffic_source echobox
    ref_src ref_url soc_src soc_trk mod_source cid_source li_fat_id srsltid""".split()
)
"""Parameters that tell who led the reader here, never which article it is (ClearURLs and browser makers list them;
names that some sites use for content, such as ref, source, cid and id, are left alone)."""
TRACKING_PREFIXES: Final = ("utm_", "pk_", "mtm_", "hsa_", "stm_")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_BAD_CHARS: Final = re.compile(r"[\x00-\x20\x7f<>\"`{}|\\^\s]")
_HOST_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_FLAG_BAD: Final = frozenset({"URL_BAD"})
_WORD: Final = re.compile(r"\w+")


def canonical_url(url: str | None) -> tuple[str | None, frozenset[str]]:
    """A URL as given → (its canonical form, flags). None gives (None, no flags); what is no absolute http(s) URL with a
    host (None, {URL_BAD}). Scheme and host are lowercased, hosts in IDNA; default port, user, fragment and listed
    tracking parameters are dropped; path and all other parameters stay as they are, in their order. Never raises."""
    if url is None or not url.strip():
        return None, frozenset()
    text = url.strip()
    if len(text) > MAX_URL_CHARS or _BAD_CHARS.search(text):
        return None, _FLAG_BAD
    try:
        parts = urlsplit(text)
        port = parts.port
        host = _ascii_host(parts.hostname or "")
    except ValueError:
        return None, _FLAG_BAD
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or host is None:
        return None, _FLAG_BAD
    place = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    query = "&".join(part for part in parts.query.split("&") if part and not _is_tracking(part))
    path = unicodedata.normalize("NFC", parts.path) or "/"
    return f"{scheme}://{place}{path}{'?' + query if query else ''}", frozenset()


def is_identifying(canonical: str) -> bool:
    """Whether a canonical URL can stand for one article: it has a path beyond ``/``, or a query."""
    parts = urlsplit(canonical)
    return parts.path.strip("/") != "" or parts.query != ""


def content_hash(title: str | None, body: str | None) -> str:
    """32 hex digits that are equal for equal words: over NFC, without invisible characters, white space folded, case
    kept. An absent title and an empty one are equal."""
    return _hash("content", comparable(title or ""), comparable(body or ""))


def identify(
    canonical: str | None,
    outlet_id: str | None,
    record_id: str | None,
    content: str,
) -> Identity:
    """The identity of a document, as its record alone gives it. ``content`` is its content_hash; ``record_id`` the
    record's own id, never a file's name.

    Basis ``url`` if the URL identifies, else ``outlet_record`` if outlet and record id are known (ids such as "1" mean
    nothing across outlets), else ``content``, with the outlet where it is known. Of a URL that turns out to stand on
    several articles, the document keeps its id, and its article becomes the one that it is without the URL.
    """
    if canonical is not None and is_identifying(canonical):
        # http and https are one place to every reader.
        article_id, basis = _hash("url", canonical.partition("://")[2]), "url"
    elif outlet_id and record_id:
        article_id, basis = _hash("outlet_record", outlet_id, record_id), "outlet_record"
    else:
        article_id, basis = _hash("content", outlet_id or "", content), "content"
    return Identity(article_id, _hash("document", article_id, content), content, basis)


def unlike(texts: Iterable[str]) -> bool:
    """Whether texts that stand under one URL are several articles rather than revisions of one.

    Decided on bodies of 50 words and more: True if two of them have almost no three-word sequence in common
    (containment in the smaller, after Broder 1997, "On the resemblance and containment of documents"). A new headline
    or a shorter teaser alone is a revision. More than ``MAX_COMPARED_TEXTS`` texts are one article only if what all of
    them have in common is that share of the longest.

    Depends on the set of the texts alone, neither on their order nor on repeats, and stays True when texts are added.
    Reads no further than it must.
    """
    compared: set[frozenset[Shingle]] = set()
    common: frozenset[Shingle] | None = None
    longest = 0
    for found in filter(None, map(_shingles, texts)):
        common = found if common is None else common & found
        longest = max(longest, len(found))
        # What all have in common, any two have: then no pair needs a look.
        if _is_too_little(len(common), longest):
            if len(compared | {found}) > MAX_COMPARED_TEXTS:
                return True
            if any(_are_strangers(found, other) for other in compared):
                return True
        if len(compared) <= MAX_COMPARED_TEXTS:
            compared.add(found)
    return False


def _is_too_little(shared_count: int, count: int) -> bool:
    return shared_count < MAX_UNLIKE_OVERLAP_RATIO * count


def _are_strangers(one: frozenset[Shingle], other: frozenset[Shingle]) -> bool:
    smaller, larger = (one, other) if len(one) < len(other) else (other, one)
    enough = ceil(MAX_UNLIKE_OVERLAP_RATIO * len(smaller))
    # Counted no further than it takes: revisions share so much that it is a tenth of the way.
    shared_count = sum(1 for _ in islice(filter(larger.__contains__, smaller), enough))
    return _is_too_little(shared_count, len(smaller))


def _shingles(text: str) -> frozenset[Shingle]:
    words = _WORD.findall(comparable(text).casefold())
    if len(words) < MIN_UNLIKE_WORDS:
        return frozenset()
    return frozenset(zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False))


def _is_tracking(part: str) -> bool:
    name = unquote(part.partition("=")[0]).lower()
    return name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES)


def _ascii_host(host: str) -> str | None:
    """A host in lower-case IDNA form, or None if it can be none. Raises ValueError for what IDNA refuses."""
    host = host.lower().rstrip(".")
    if ":" in host:
        return f"[{host}]"
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    labels = host.split(".")
    if not host or len(host) > 253 or not all(_HOST_LABEL.fullmatch(label) for label in labels):
        return None
    return host


def _hash(*parts: str) -> str:
    """Hash of several parts, each with its length before it, so that no two lists of parts run into one."""
    digest = hashlib.blake2b(digest_size=ID_BYTES, person=b"presswatch")
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()
