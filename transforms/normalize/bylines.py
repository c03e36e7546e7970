"""Bylines: the authors' names out of what a line or a field says of them. A wrong person is worse than none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

MAX_NAME_WORDS: Final = 6
"""Words of one person's name, particles included ("María José de la Fuente Gómez")."""
MAX_BYLINE_CHARS: Final = 400
"""A longer value is a text that got into the field."""

MAX_DEGREE_CHARS: Final = 4
"""Letters of what may be a degree behind a name ("ACS", "MSTA")."""

_LEAD_IN: Final = re.compile(
    r"^\W*(?:(?:(?:analysis|report(?:ing)?|written|text|tekst|words|words and pictures|story|posted|published|interview"
    r"|opinion|(?:a )?review)\s+)?by|av|af|von|vom|door|par|propos recueillis par|por|di"
    r"|de notre (?:correspondante?|envoyée?)|tekst og foto|tekst|text|texte|texto|testo|auteurs?|autor(?:en|es|a)?"
    r"|authors?|автор|авторы|текст|przez|autorzy|skrev|skrevet av|geschrieben von|geschreven door|scritto da"
    r"|escrito por)(?::\s*|\s+)",
    re.IGNORECASE,
)
_CUT: Final = re.compile(
    r"\s+(?:for|voor|für|til|pour|para|per|with|met|mit|med|avec|con|com|in|i|à|aus|fra|från|from|at|via)\s+"
    r"(?=[\w@])|\s[-–—]\s|(?<=\w{4})\.\s|\s*[|•·@]|\s+\S+@\S+|https?://|www\.|\n\s*\n|[(\[<]",
    re.IGNORECASE,
)
"""Where what follows is a place, a paper, an agency or an address, no author."""
_FRENCH_PLACE: Final = re.compile(r"\s+en\s+")
_JOINT: Final = re.compile(
    r"\s*(?:;|/|&|\+|\n)\s*|,?\s+(?:and|og|und|en|et|y|e|och|ja|oraz|и|та|i)\s+(?=[^\W\d_])", re.IGNORECASE
)
_SUFFIX: Final = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_TITLES: Final = frozenset("dr prof professor mr mrs ms mme sir dame lord rev fr ds drs mag ing dipl ing. ir".split())
_PARTICLES: Final = frozenset(
    """van de der den ter ten te von vom zu zum zur del della dei degli di da do dos das la le les el al bin ibn bint
    abu ben af av y e du des d' 't op aan in het dal san st saint mac mc ould""".split()
)
_LAST_PARTICLES: Final = _PARTICLES - {"saint", "ben", "mac", "san"}
_GLUED_PARTICLES: Final = ("d'", "d’", "al-", "el-", "'t")
_ARTICLES: Final = frozenset({"la", "le", "les", "the", "der", "die", "das", "het"})
"""First words of papers' names; the few people whose names begin so are left out rather than a paper be taken for
one."""
_NO_NAME: Final = frozenset(
    """redaktion redaktionen redaksjonen redactie redacteuren redacteur redaction rédaction redazione redacción redação
    redakcja редакция desk staff team editor editors editorial editorials reporter reporters reporting correspondent
    correspondents korrespondent korrespondenten korrespondentin correspondant correspondante verslaggever
    verslaggevers journalist journaliste journalisten journalists journalistin bureau agency agencies agentur
    nyhetsbyrå persbureau agence agencia agenzia news newsroom newsdesk media magazine
    online web press presse pers press times post gazette tribune herald guardian telegraph zeitung nachrichten nyheter
    nyheder aviser avisen krant blad journal radio tv television network channel studio studios group inc ltd llc gmbh
    corp company onze unser unsere our vår notre nuestra the by from af av von door par por politics political politisk
    politiek politique sport sports business economics culture world foreign domestic chief senior junior deputy
    assistant special contributor contributors contributing
    columnist columnists colunista photographer photo foto photos fotograf fotograaf video images image getty reuters
    afp dpa apa ap anp ntb tt ritzau belga ansa efe lusa pap tass ria interfax unian itar pti ians upi aap bbc cnn nrk
    vg nos rtl ard zdf orf wdr ndr mdr swr msn cbs nbc abc pbs npr wire service services feed admin
    administrator unknown anonymous anonym anoniem author webmaster user agencies minutes direktør author's
    writer writers health science
    technology opinion debate analysis comment live blog blogger newsletter podcast exclusive updated published today
    yesterday copyright university institute ministry kommentator leader chefredakteur hoofdredacteur hoofdredactie
    redaktør redaktor redaktör rédacteur directeur director professor forsker researcher
    """.split()
)
"""Words that stand in bylines but in no person's name: desks, papers, agencies, roles."""
_NAME_WORD: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|['’‘ʼ`.-](?=[^\W\d_]))*\.?")


def byline_names(values: Sequence[str], language_hint: str | None = None) -> tuple[str, ...]:
    """Values of a byline field, or byline lines → the persons' names, in order, each once.

    Lead-ins ("By", "Av", "Von", "Door", "Par"), roles, papers, agencies, places and addresses are left out; a desk or
    an agency alone gives no name, nor does a single word. Names in capitals are given initial capitals; "Hansen, Kari"
    is turned round. ``language_hint`` (BCP 47) tells the French "en" (in) from the Dutch one (and). Never
    raises.
    """
    found: dict[str, None] = {}
    for value in values:
        for name in _names_in(value, language_hint):
            found.setdefault(name)
    return tuple(found)


def _names_in(value: str, language_hint: str | None) -> Iterator[str]:
    if len(value) > MAX_BYLINE_CHARS or "://" in value.split(" ", 1)[0]:
        return
    text = " ".join(value.replace("\u00a0", " ").split(" "))
    text = re.sub(r"^\s*([^\n]{1,40}?)\s*\n\s*(?=\S)", _one_line, text)
    lead_in = _LEAD_IN.match(text)
    if lead_in is not None:
        text = text[lead_in.end() :]
    text = re.split(r"\s+(?:by|av|von|door|par|por)\s+(?=[A-ZÀ-ÞŁŚŻŠČŽА-Я])", text)[-1] if lead_in is None else text
    if (language_hint or "").lower().startswith("fr"):
        text = _FRENCH_PLACE.split(text, maxsplit=1)[0]
    for joined in _split_joint(text):
        cut = _CUT.search(joined)
        yield from _names_in_list(joined[: cut.start()] if cut else joined)


def _one_line(match: re.Match[str]) -> str:
    """A lead-in on a line of its own belongs to the next line; any other line end parts two names."""
    return f"{match.group(1)} " if _LEAD_IN.fullmatch(match.group(1) + " ") else f"{match.group(1)}\n"


def _split_joint(text: str) -> Iterator[str]:
    # "Juan Ortega y Gasset" and "Conceição e Silva" are one name each: what stands alone behind y or e is a surname.
    parts = _JOINT.split(text)
    joints = [match.group().strip(" ,").lower() for match in _JOINT.finditer(text)]
    held = parts[0]
    for joint, part in zip(joints, parts[1:], strict=True):
        if joint in ("y", "e", "i") and len(part.split()) == 1:
            held = f"{held} {joint} {part}"
        else:
            yield held
            held = part
    yield held


def _names_in_list(text: str) -> Iterator[str]:
    """Names parted by commas, of which some may be roles, papers or suffixes."""
    parts = [part.strip(' .:\t"“”') for part in text.split(",")]
    parts = [part for part in parts if part]
    if len(parts) == 2 and 1 in (len(parts[0].split()), len(parts[1].split())):
        turned = person_name(f"{parts[1]} {parts[0]}")
        if (
            turned
            and person_name(parts[0]) is None
            and person_name(parts[1]) is None
            and not _SUFFIX.fullmatch(parts[1])
        ):
            yield turned
            return
    for part in parts:
        name = person_name(part)
        if name is not None:
            yield name


def person_name(text: str) -> str | None:
    """The text as one person's name, titles and degrees off, or None if it does not have the form of one."""
    words = _bare_words(text.split())
    if not 2 <= len(words) <= MAX_NAME_WORDS or words[0].lower() in _ARTICLES or words[-1].lower() in _LAST_PARTICLES:
        return None
    if not all(_can_stand_in_name(word, is_first=place == 0) for place, word in enumerate(words)):
        return None
    if sum(word[0].isupper() or _is_uncased(word) for word in words) < 2 or all(len(w.strip(".")) == 1 for w in words):
        return None
    if all(word.isupper() for word in words):
        return " ".join(_calm(word) for word in words)
    is_surname_shouted = len(words[-1]) > 2 and words[-1].isupper() and "." not in words[-1]
    return " ".join([*words[:-1], _calm(words[-1]) if is_surname_shouted else words[-1]])


def _bare_words(words: list[str]) -> list[str]:
    """The words without titles before and suffixes and degrees behind. Degrees come in rows: a surname in capitals
    stands alone."""
    while len(words) > 1 and words[0].lower().rstrip(".") in _TITLES:
        words = words[1:]
    if words and _SUFFIX.fullmatch(words[-1]):
        words = words[:-1]
    are_degrees = all(word.isupper() and len(word) <= MAX_DEGREE_CHARS for word in words[-2:])
    return words[:-2] if len(words) > 3 and are_degrees and not words[0].isupper() else words


def _can_stand_in_name(word: str, *, is_first: bool) -> bool:
    lowered = word.lower()
    if not _NAME_WORD.fullmatch(word):
        return False
    is_particle = lowered in _PARTICLES and not is_first
    if lowered.strip(".") in _NO_NAME and not is_particle:
        return False
    return word[0].isupper() or lowered in _PARTICLES or lowered.startswith(_GLUED_PARTICLES) or _is_uncased(word)


def _is_uncased(word: str) -> bool:
    return word.lower() == word.upper()


def _calm(word: str) -> str:
    """A shouted word with initial capitals, also behind hyphen and apostrophe; initials stay."""
    return (
        re.sub(r"[^\W\d_]+", lambda match: match.group().capitalize(), word)
        if len(word.strip(".")) > 1 and "." not in word[:-1]
        else word
    )
