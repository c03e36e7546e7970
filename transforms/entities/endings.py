"""What languages put behind names: endings, and what a name in its base form has in their place.

A rule reads `ending>base,base`: `_` is nothing, and a rule that opens with + holds inside names of several words only.
The commonest cases of what news names (countries, cities, bodies, people), from grammars; no rule tries to be
complete. Several bases are tried, and only one that the knowledge or the article itself holds counts.
"""

from __future__ import annotations

from functools import cache
from typing import Final

_SOUTH_SLAVIC: Final = """
    a>_,o,e u>_,a,o om>_,o,a,i em>_,a,o e>a,_ i>a,_ oj>a og>i,o oga>i,o ga>_ ome>i,o im>i,e,o ih>e,i ama>e,a ima>i,e
    ci>ka zi>ga ovi>_ o>a emu>i ega>i
"""
_TO_CYRILLIC: Final = str.maketrans(dict(zip("abvgdežzijklmnoprstćufhcčš", "абвгдежзијклмнопрстћуфхцчш", strict=True)))
_FINNISH: Final = "n ssa ssä sta stä lla llä lta ltä lle ksi na nä ta tä".split()
_FINNISH_WEAK: Final = "n ssa ssä sta stä lla llä lta ltä lle ksi".split()
_ESTONIAN: Final = "s sse st le l lt ks ga ni ta t na".split()
_HUNGARIAN: Final = """ban ben ba be ból ből ra re ról ről nak nek tól től hoz hez höz ig ért val vel t n on en ön ot
    et öt at ok ek""".split()
_KAZAKH: Final = "ның нің дың дің тың тің ға ге қа ке да де та те дан ден тан тен нан нен ды ді ты ті ны ні мен бен пен"
_KYRGYZ: Final = "нын нин дын дин тын тин га ге ка ке да де та те дан ден тан тен ды ди ты ти ны ни го дун тун"
_TATAR: Final = "ның нең га гә ка кә да дә та тә дан дән тан тән ны не"
_AZERBAIJANI: Final = "nın nin nun nün ın in un ün ya yə a ə da də dan dən nı ni nu nü ı i u ü la lə"

_RULES: Final = {
    "ru": """а>_ +а>о у>_,а ю>й,ь,я,е я>й,ь,е ом>_,ый,ий,ой,ое +ом>о ем>_,й,ь,е,ий,ее ём>й,ь ым>_,ый,ые,ое им>_,ий,ие
        ыми>ые ими>ие е>_,а,й,ь,я и>а,я,ь ы>а ой>а,ая ей>а,я,ь,ая ою>а ею>я ью>ь ого>ий,ый,ой,ое его>ий,ее
        ому>ий,ый,ой,ое ему>ий,ее ую>ая юю>яя ых>ые их>ие ов>ы,_ ев>и,ы ах>ы,а ам>ы,а ами>ы,а ях>и,я ям>и,я ями>и,я""",
    "uk": """а>_ +а>о у>_,а ю>й,ь,я я>й,ь ом>_ +ом>о ем>_,й,ь єм>й ою>а єю>я ею>а,я і>_,а,я,ь +і>о ї>я,й и>а ові>_,ів
        еві>_,ь єві>й,їв им>_,ий,і ім>ій,ий ій>а,я ої>а ього>ій,є ого>ий,е ому>ий,е их>і ими>і ам>и,а ах>и,а ами>и,а
        ів>и,_ їв>ї зі>га,ж ці>ка сі>ха єва>їв єву>їв євом>їв ова>ів ову>ів овом>ів енка>енко енку>енко енком>енко
        енкові>енко""",
    "be": """а>_ у>_,а ю>й,ь,я я>й,ь ам>_,а,ы ом>_ ем>_,ь,й е>_,а,я і>а,я,ь ы>а ай>а,ая ой>а,ая ей>я яй>я аю>а яю>я
        ага>ы,і аму>ы,і ым>_,ы ім>_,і ых>ыя іх>ія аў>ы,_ ах>ы,а амі>ы,а ую>ая цы>ка зе>га""",
    "bg": "+ия>и +ият>и +ът>_ +та>_ +то>_ +те>_",
    "mk": "+от>_ +та>_ +то>_ +те>_ +иот>и",
    "pl": """a>_,o u>_,o owi>_ em>_,o iem>_ ie>_,a,o dzie>d,da cie>t,ta rze>r,ra dze>ga ce>ka,ca sze>cha le>l,ła,ł i>a,_
        y>a,_ ę>a ą>a +iej>a,ia ej>a iego>i ego>y,e iemu>i emu>y,e im>i ym>y,e ych>e ich>ie ymi>e imi>ie ów>y,i om>y
        ami>y ach>y,i owie>ów owa>ów owem>ów owowi>ów owu>ów iu>_,ie niu>ń nia>ń niem>ń czech>cy iec>cy szech>chy
        rzech>ry ło>eł zie>z,za sie>s,sa ki>ka gi>ga""",
    "cs": """a>_,o u>_,a,o ovi>_ em>_,o e>_,a,o ě>_,a,o y>a,_ ou>a,á i>_,e,a í>e ii>ie ze>ha,ga ce>ka,ec še>cha ře>ra,r
        ého>ý,é ému>ý,é ým>ý,é ém>ý,é é>á ých>é ými>é ího>í ímu>í ím>í ů>y,i ům>y ech>y,a ách>y,a ami>y ích>y,í
        ska>sko""",
    "sk": """a>_,o u>_,a,o ovi>_ om>_,o e>_,a,o y>a,_ ou>a,á i>a,_ ii>ia ie>ia ého>ý,é ému>ý,é ým>ý,é ej>á,a ých>é ými>é
        ieho>í iemu>í ím>í ov>y,i om>y och>y ami>y í>ie""",
    "sl": """a>_,o u>_,o om>_,o em>_,a,o i>a,_,o e>a,_ o>a ega>i,_ emu>i im>i,e ih>e ov>i,e ev>i oma>i ah>e
        ami>e,a ama>i
        ju>j jem>j""",
    "lt": """o>as,_ ui>as,us,_ ą>as,a,_ u>as,_ e>as,ė,_ as>_ io>is,ys,ius iui>is,ius į>is,ys iu>is,ius yje>is,ys os>a
        ai>a oje>a ės>ė ei>ė ę>ė ėje>ė aus>us ų>us,os umi>us uje>us ių>ės,ios ose>os ėse>ės oms>os ėms>ės omis>os
       """,
    "lv": """a>s,is,_ am>s,is,_ u>s,a,is,_ ā>s,a i>s,e as>a ai>a ē>e es>e ei>e s>_ is>_ iem>i ām>as ās>as o>ais ajā>ais
       """,
    "el": """ου>ος,ο ού>ός,ό,ί ο>ος ό>ός ας>α ης>η ής>ή ων>ες,α ειών>είες ών>ές,ά α>ας η>ης ή>ής ισιού>ίσι ους>οι
        ύς>οί""",
    "ro": "ei>a,ă,ea iei>ia ii>ea,ia ului>_ ul>_ elor>ele ilor>ile,ii +ene>eană ui>u lui>_",
    "is": "s>_ i>_,ur u>a ar>_,a um>_ ur>_",
    "de": "s>_ es>_ +en>e,er,es +er>e +em>es",
    "nb": "s>_",
    "nn": "s>_",
    "da": "s>_",
    "sv": "s>_",
    "fo": "s>_ i>_",
    "sq": "it>_ in>_ i>_ ia>i isë>i inë>i s>_ së>_ në>_ n>_ a>ë ës>ë",
    "eu": """ko>_ n>_ ra>_ tik>_ ren>_ k>_ ri>_ rekin>_ en>_ an>_ ek>_ eko>_ era>_ etik>_ i>_ ekin>_ go>_ tan>_
        aren>a""",
    "la": "ae>a am>a i>us,um o>us,um um>us is>_ em>_",
    "hy": "ի>_ ում>_ ից>_ ին>_ ը>_ ն>_ ով>_ յի>_ յում>_ յից>_ ներ>_",
    "ka": "ში>ი,_ ს>ი,_ ის>ი,ა მა>ი იდან>ი დან>_ მ>_ თან>_ ით>ი ად>ი სა>_ სთან>_",
    "ko": """은>_ 는>_ 이>_ 가>_ 을>_ 를>_ 의>_ 에>_ 에서>_ 와>_ 과>_ 도>_ 로>_ 으로>_ 에게>_ 에는>_ 에서는>_
        에서의>_ 에도>_ 인>_""",
    "uz": "ning>_ ga>_ da>_ dan>_ ni>_ ka>_",
}  # fmt: skip
# Words whose other cases no ending shows.
_IRREGULAR: Final = {
    "fi": """yhdysvaltain>yhdysvallat yhdysvaltojen>yhdysvallat yhdysvalloissa>yhdysvallat yhdysvalloista>yhdysvallat
        yhdysvaltoihin>yhdysvallat yhdysvalloille>yhdysvallat yhdysvaltoja>yhdysvallat alankomaiden>alankomaat
        alankomaissa>alankomaat suomen>suomi suomessa>suomi suomesta>suomi suomeen>suomi suomea>suomi suomelle>suomi
        yhdistyneiden>yhdistyneet kansakuntien>kansakunnat""",
    "uk": """петра>петро петру>петро петром>петро петрові>петро павла>павло павлу>павло павлом>павло павлові>павло""",
    "sk": "pavla>pavol pavlom>pavol pavlovi>pavol mareka>marek marka>marek",
    "pl": """marka>marek markiem>marek markowi>marek pawła>paweł pawłem>paweł pawłowi>paweł jacka>jacek chin>chiny
        włoch>włochy węgier>węgry stanach>stany indii>indie czech>czechy moraw>morawy""",
    "cs": """pavla>pavel pavlem>pavel pavlovi>pavel karla>karel karlem>karel karlovi>karel marka>marek čech>čechy
        athén>athény benátek>benátky""",
    "sl": "držav>države",
}


# Letters that are written on to the front of a word: and, in, to, from, the.
_OPENERS: Final = {"ar": "و ب ل ف وب ول", "he": "ב ל מ ה ו ש וב ול ומ שב של מה בה וה"}


@cache
def openers(language: str) -> tuple[str, ...]:
    """What a language writes on to the front of a name, longest first."""
    return tuple(sorted(_OPENERS.get(language, "").split(), key=lambda opener: (-len(opener), opener)))


def has_cases(language: str) -> bool:
    """Whether a name may be written otherwise than it is known, by rule."""
    return bool(endings(language) or openers(language))


@cache
def endings(language: str) -> dict[str, tuple[tuple[str, bool], ...]]:
    """Ending to the bases that may stand for it, and whether these hold inside names of several words only; empty for
    a language without rules. All small letters."""
    rules: dict[str, dict[tuple[str, bool], None]] = {}
    for ending, base, is_inner in _listed(language):
        rules.setdefault(ending.casefold(), {})[base.casefold(), is_inner] = None
    return {ending: tuple(bases) for ending, bases in rules.items()}


@cache
def irregular(language: str) -> dict[str, str]:
    """Casefolded form to base, for words that no ending explains."""
    pairs = (entry.partition(">") for entry in _IRREGULAR.get(language, "").split())
    return {form: base for form, _, base in pairs}


def _listed(language: str) -> list[tuple[str, str, bool]]:
    """Ending, base and whether it holds inside longer names only, likeliest base first."""
    text = _RULES.get(language, "")
    if language in ("hr", "bs", "sr", "sh"):
        text = _SOUTH_SLAVIC + (_SOUTH_SLAVIC.translate(_TO_CYRILLIC) if language == "sr" else "")
    found = []
    for rule in text.split():
        ending, _, bases = rule.partition(">")
        for base in bases.split(","):
            found.append((ending.removeprefix("+"), "" if base == "_" else base, ending.startswith("+")))
    found += [(ending, base, False) for ending, base in _made(language)]
    return found


def _made(language: str) -> list[tuple[str, str]]:
    """Endings of languages that string them together, made from their parts."""
    made: list[tuple[str, str]] = []
    if language == "fi":
        made = [(ending, "") for ending in _FINNISH]
        made += [("i" + ending, "") for ending in _FINNISH]
        made += [(v + "n", "") for v in "aeiouyäö"] + [("iin", ""), ("seen", ""), ("ia", ""), ("iä", "")]
        made += [(v + "n", "") for v in ("aa", "ää")] + [("a", ""), ("ä", "")]
        made += [(f"ngi{e}", "nki") for e in _FINNISH_WEAK] + [(f"e{e}", "i") for e in _FINNISH_WEAK]
        made += [(f"{c}{v}{e}", f"{c}{c}{v}") for c in "kpt" for v in "aäiou" for e in _FINNISH_WEAK]
    elif language == "et":
        made = [(v + ending, "") for v in ("", "i", "a", "e", "u") for ending in _ESTONIAN]
        made += [(v, "") for v in "iaeu"]
    elif language == "hu":
        made = [(ending, "") for ending in _HUNGARIAN]
        made += [(long + ending, short) for long, short in (("á", "a"), ("é", "e")) for ending in _HUNGARIAN]
        made += [(f"{c}{v}l", "") for c in "bcdfghjklmnprstvz" for v in "ae"]
        made += [(f"{long}v{v}l", short) for long, short, v in (("á", "a", "a"), ("é", "e", "e"))]
    else:
        agglutinated = {"kk": _KAZAKH, "ky": _KYRGYZ, "tt": _TATAR, "az": _AZERBAIJANI}.get(language, "")
        made = [(ending, "") for ending in agglutinated.split()]
    return made
