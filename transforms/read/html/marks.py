"""What the names that a page gives its elements (class, id, role, itemprop) say of what stands in them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from lxml.html import HtmlElement

_NAMED: Final = ("class", "id", "role", "itemprop", "data-component", "data-testid", "aria-label")
_PART: Final = re.compile(r"[A-Z]?[a-zäöüßéèêàáíóúñçåøæ]+|[A-Z]{2,}(?![a-z])")
_HIDDEN_STYLE: Final = re.compile(r"display\s?:\s?none|visibility\s?:\s?hidden", re.IGNORECASE)

_WORDS: Final[dict[str, str]] = {
    "body": """articlebody articletext articlecontent entrycontent postcontent posttext storytext storybody
        storycontent richtext bodytext textbody maincontent contentbody fulltext artikeltext pagecontent wysiwyg prose
        paragraph absatz""",
    "content": """article artikel articolo articulo content contents contenu contenido inhalt text texte texto body
        story post posts entry single main detail details blog blogpost""",
    "navigation": """nav navi navigation navbar menu menue submenu breadcrumb breadcrumbs crumb pagination pager
        paging toolbar topbar toc skip skiplink sitemap tab tabs megamenu dropdown""",
    "footer": "footer foot colophon contentinfo imprint impressum bottom fusszeile legal disclaimer copyright copy",
    "header": "header masthead banner topnav head branding logo",
    "side": """sidebar sidenav aside rail complementary widget widgets marginal marginalspalte rechts secondary infobox
        factbox box module panel""",
    "related": """related relateds recommended recommendation recommendations recommend more mehr teaser teasers promo
        read readmore readalso similar popular trending latest mostread linkbox further outbrain taboola links linklist
        verwandte upnext also next prev previous suggestion suggestions recirc recirculation ähnliche siehe yarpp
        crosslink crosslinks archive news newsfeed card cards listing carousel slider top aktuell""",
    "share": """share sharing shares social socials facebook twitter whatsapp addthis sharedaddy shariff like likes
        follow pinterest bookmark tools sharebar socialmedia teilen jp""",
    "comment": """comment comments disqus respond reply kommentar kommentare commentlist commentform comentarios
        commentaires reactions reacties feedback rating ratings review reviews vote poll""",
    "form": """newsletter subscribe subscription subscriptions signup login register registration search suche form
        formular paywall abo abonnement offer cta piano donate donation spenden support""",
    "advertisement": """ad ads adv advert adverts advertising advertisement anzeige anzeigen werbung sponsor sponsored
        sponsors sponsoring dfp adsense affiliate shop product products promotion werbebox commercial""",
    "meta": """meta byline author authors autor autoren bio biography info infos date datum time timestamp published
        publish tags tag tagcloud category categories kategorie kategorien keywords keyword topics topic schlagworte
        dateline source posted postmeta entrymeta kicker rubric vcard avatar profile credits""",
    "caption": """caption captions figcaption image images img photo foto picture gallery galerie slideshow credit bild
        bildunterschrift media video audio player thumbnail lightbox""",
    "cookie": "cookie cookies consent gdpr cmp modal popup overlay notice notification alert lightbox dialog dsgvo",
    "hidden": "hidden invisible visuallyhidden hide sr screenreader noprint printonly offscreen",
    "lead": """lead intro teasertext excerpt summary abstract standfirst dek deck subtitle subheadline subline vorspann
        chapeau ingress manchet einleitung anrisstext lede underrubrik description subhead""",
    "related_within": "inline embed embedded pullquote zitat",
}
MARKS: Final = tuple(_WORDS)
_MARKS_OF_WORD: Final[dict[str, frozenset[str]]] = {
    word: frozenset(mark for mark, words in _WORDS.items() if word in words.split())
    for words in _WORDS.values()
    for word in words.split()
}
_PAIRS: Final = frozenset(
    f"{first}{second}"
    for first in "article artikel entry post story news page blog main text body content detail single".split()
    for second in "body content contents text inhalt copy bodytext richtext paragraph texte".split()
)
"""Two words side by side that name the body of an article (``article-body``, ``entry__content``)."""
_MARK_OF_TAG: Final = {
    "nav": "navigation",
    "menu": "navigation",
    "footer": "footer",
    "header": "header",
    "aside": "side",
    "form": "form",
    "fieldset": "form",
    "button": "form",
    "label": "form",
    "dialog": "cookie",
    "figure": "caption",
    "figcaption": "caption",
    "article": "content",
    "main": "content",
}
_NONE: Final[frozenset[str]] = frozenset()


@lru_cache(maxsize=8192)
def _marks(names: str, tag_mark: str | None, is_hidden: bool) -> frozenset[str]:
    found = marks_of_names(names) if names else _NONE
    if tag_mark or is_hidden:
        return found | {mark for mark, given in ((tag_mark, tag_mark), ("hidden", is_hidden)) if given and mark}
    return found


def marks_of_names(names: str) -> frozenset[str]:
    """The marks of the words in an element's names, joined by blanks."""
    found: set[str] = set()
    for name in names.split():
        found |= _marks_of_name(name)
    return frozenset(found)


@lru_cache(maxsize=16384)
def _marks_of_name(name: str) -> frozenset[str]:
    words = [word.lower() for word in _PART.findall(name)]
    found = {mark for word in words for mark in _MARKS_OF_WORD.get(word, _NONE)}
    if any(first + second in _PAIRS for first, second in pairwise(words)):
        found.add("body")
    return frozenset(found)


def marks_of(element: HtmlElement) -> frozenset[str]:
    """The marks of an element: those of its tag, of its names, and hidden where its style or attributes say so."""
    tag_mark = _MARK_OF_TAG.get(element.tag)
    attributes = dict(element.items())
    if not attributes:
        return frozenset((tag_mark,)) if tag_mark else _NONE
    names = " ".join([value[:200] for key in _NAMED if (value := attributes.get(key))])
    style = attributes.get("style")
    is_hidden = "hidden" in attributes or (bool(style) and _HIDDEN_STYLE.search(style or "") is not None)
    return _marks(names, tag_mark, is_hidden)
