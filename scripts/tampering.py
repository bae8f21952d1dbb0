"""A printed quotation -> copies that say the same, and forgeries that do not. For `evaluate.py tamper`.

Each maker takes a quotation and what it may draw on, and returns the changed words, or None where it finds no place for
its change. A forgery is grammatical where a rule without a parser can see to it, differs in one thing, and says
something else than what was printed. The word lists are written for this test, without a look at those of the program.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import roles
from roles import DETERMINER, GRAMMAR, PLAIN

__all__ = ["COPIES", "FORGERIES", "Kind", "Name", "Quotation", "Sources", "folded", "quotations"]

QUOTED = re.compile(r"“([^“”\"]+)”|(?<!\w)\"(?=\S)([^“”\"]+)(?<=\S)\"(?!\w)")
SHORTEST = 6  # words
MOST_CAPITALS = 0.6
"""With a capital on more of its words it is the title of something."""
ENDS = " .,!?…"


@dataclass(frozen=True, slots=True)
class Name:
    """A person or place named in a quotation, ``words[start:end]``; `bearer` is who or what is meant."""

    start: int
    end: int
    kind: str
    bearer: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between marks in an article, at an offset; `line` counts the article's lines that are not blank."""

    words: str
    article: str
    start: int
    line: int
    names: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """What a forgery may draw on: quotations of the same article and of others, names of the pile by kind.

    `people`: bearer -> a name of him; the number of its words is kept where it can be. `places` likewise.
    """

    rng: random.Random
    by_article: dict[str, list[Quotation]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def replaced(self, words: str, found: Sequence[re.Match[str]], other: Callable[[str], str]) -> str | None:
        """With one of the words found replaced."""
        match = self.rng.choice(found) if found else None
        return match and words[: match.start()] + other(match.group()) + words[match.end() :]


Maker = Callable[[Quotation, Sources], str | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to copy or to forge, and the verdicts that are right on what comes out."""

    make: Maker
    right: frozenset[str]


def quotations(article: str, text: str) -> list[Quotation]:
    """The quotations of an article that are no titles. A line whose straight marks are not paired is left out: which
    words are quoted?"""
    found: list[Quotation] = []
    for number, line in enumerate(re.finditer(r"[^\n]*\S[^\n]*", text)):
        for match in QUOTED.finditer(line.group()) if line.group().count('"') % 2 == 0 else ():
            words = match.group(1) or match.group(2)
            start = line.start() + match.start() + 1 + len(words) - len(words.lstrip())
            title = sum(word[:1].isupper() for word in words.split()) > MOST_CAPITALS * len(words.split())
            if len(words.split()) >= SHORTEST and not title:
                found.append(Quotation(words.strip(), article, start, number))
    return found


def folded(text: str) -> str:
    """The words alone, to tell whether two texts have the same."""
    return " ".join(re.findall(r"\w+", text.casefold()))


# --------------------------------------------------------------------------------------------------------------- copies

GLYPHS = str.maketrans({"’": "'", "'": "’", "–": "—", "—": "–", "…": "...", "-": "\N{NON-BREAKING HYPHEN}"})
BRACKETS = ("“{}”", '"{}"', "«{}»", "‘{}’", "„{}“", "  {}  ")
LIGATURES = (("ffi", "ﬃ"), ("ffl", "ﬄ"), ("fi", "ﬁ"), ("fl", "ﬂ"), ("ff", "ﬀ"))
SPACES = ("\N{NO-BREAK SPACE}", "  ", "\n", "\t", "\N{THIN SPACE}", "\N{NARROW NO-BREAK SPACE}")
UNSEEN = ("\N{ZERO WIDTH SPACE}", "\N{SOFT HYPHEN}", "\N{ZERO WIDTH NON-JOINER}", "\N{WORD JOINER}")


def untouched(q: Quotation, _: Sources) -> str:
    return q.words


def glyphs(q: Quotation, sources: Sources) -> str:
    """Other apostrophes, dashes, hyphens and ellipses, other marks around it, no point at the end."""
    return sources.rng.choice(BRACKETS).format(q.words.translate(GLYPHS).rstrip(ENDS))


def case(q: Quotation, sources: Sources) -> str:
    """Capitals, small letters, or a capital on every word."""
    return sources.rng.choice([str.upper, str.lower, str.title])(q.words.replace("’", "'"))


def spaces(q: Quotation, sources: Sources) -> str:
    """Another white space between all words."""
    return sources.rng.choice(SPACES).join(q.words.split())


def letters(q: Quotation, _: Sources) -> str | None:
    """Accents parted from their letters, "fi" as one glyph."""
    words = unicodedata.normalize("NFD", q.words)
    for plain, ligature in LIGATURES:
        words = words.replace(plain, ligature)
    return words if words != q.words else None


def unseen(q: Quotation, sources: Sources) -> str:
    """A character of no width within one of the longer words, and a mark of direction before it all."""
    long = list(re.finditer(r"[a-z]{5,}", q.words))
    inside = sources.replaced(q.words, long, lambda word: word[:3] + sources.rng.choice(UNSEEN) + word[3:])
    return "\N{LEFT-TO-RIGHT MARK}" + (inside or q.words)


# ------------------------------------------------------------------------------------------------- numbers and negation

NUMERALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty")
NUMBER = re.compile(rf"(?<![\w.,-])(?:\d+(?:[.,]\d+)*(?!st|nd|rd|th|[\w.,-]*\d)|(?:{'|'.join(NUMERALS)})\b(?!-))", re.I)
YEAR = re.compile(r"(?:19|20)\d\d")
PERSON = r"(?:i|you|he|she|it|we|they|there|this|that|these|those)\b"
NEGATIVE = r"(?:not|never|no|nothing|nobody|none|neither)\b"
AUXILIARY = re.compile(
    r"(?:\b(?:is|are|was|were|will|would|can|could|should|must|am|might|may)|(?<=\w)['’](?:re|m|ll))"
    rf"(?= (?!{NEGATIVE}|{PERSON})\w)",
    re.I,
)
PLAIN_VERB = re.compile(
    r"\b(I|we|you|they|We|You|They) (?=(?:want|need|know|think|believe|expect|hope|love|feel|see|understand|remember|"
    r"care|support|agree|trust|respect|work|plan|intend|look|try|take|make|use|offer|accept)\b)"
)
REFUSED = re.compile(
    r"\b(?:(?P<do>do|does|did) not|(?P<dont>do|does|did)n['’]t|(?P<can>can)(?:not|['’]t| not)|"
    r"(?P<aux>is|are|was|were|will|would|could|should|must|has|have|had|might|may) not|"
    r"(?P<short>is|are|was|were|would|could|should|must|has|have|had)n['’]t|(?P<wont>won['’]t)|(?P<never>never)|"
    r"(?<=\w)(?P<clitic>['’](?:m|re|ll|ve|s)) not)"
    r"(?= (?!only|just|even|yet|to\b|a |an |the |all|so|necessarily|because)\w)",
    re.I,
)


def number_changed(q: Quotation, sources: Sources) -> str | None:
    def other(old: str) -> str:
        numerals = [n for n in NUMERALS if n != old.lower()]
        if old[0].isdigit():
            return old[:3] + str(9 - int(old[3])) if YEAR.fullmatch(old) else str(int(old[0]) % 9 + 1) + old[1:]
        new = sources.rng.choice(numerals)
        return new.capitalize() if old[0].isupper() else new

    return sources.replaced(q.words, list(NUMBER.finditer(q.words)), other)


def negation_added(q: Quotation, sources: Sources) -> str | None:
    """ "is" -> "is not"; "we want" -> "we do not want"."""
    places = [(m.end(), " not") for m in AUXILIARY.finditer(q.words)]
    places += [(m.end(), "do not ") for m in PLAIN_VERB.finditer(q.words)]
    at, added = sources.rng.choice(places) if places else (0, "")
    return q.words[:at] + added + q.words[at:] if added else None


def negation_removed(q: Quotation, sources: Sources) -> str | None:
    """ "is not", "isn't" -> "is"; "do not want" -> "want"; "never came" -> "came"."""
    match = sources.rng.choice(list(REFUSED.finditer(q.words)) or [None])
    if match is None:
        return None
    which = match.lastgroup
    kept = "will" if which == "wont" else "" if which == "never" else match.group(which or 0)
    if which in ("do", "dont") and kept.lower() == "do":
        kept = ""
    words = q.words[: match.start()] + (kept or "\0") + q.words[match.end() :]
    words = words.replace("\0 ", "")
    return words[0].upper() + words[1:] if q.words[0].isupper() else words


# ------------------------------------------------------------------------------------------------------------- antonyms

OPPOSITES = """good/bad better/worse best/worst big/small large/small huge/tiny terrible/wonderful higher/lower
more/less always/never often/rarely easy/difficult hard/easy strong/weak stronger/weaker safe/dangerous true/false
happy/sad happy/unhappy rich/poor fast/slow public/private many/few possible/impossible important/unimportant
likely/unlikely everyone/nobody everything/nothing increase/decrease increased/decreased win/lose won/lost
success/failure successful/unsuccessful love/hate loved/hated accept/reject accepted/rejected begin/end began/ended
remember/forget buy/sell bought/sold friend/enemy peace/war strength/weakness clear/unclear
able/unable positive/negative legal/illegal support/oppose supports/opposes supported/opposed improve/worsen
inside/outside together/apart early/late earlier/later success/failure innocent/guilty proud/ashamed
open/closed opened/closed allowed/forbidden include/exclude gain/loss expensive/cheap ancient/modern victory/defeat
hope/fear honest/dishonest fair/unfair known/unknown confident/doubtful responsible/irresponsible real/fake
normal/abnormal common/rare optimistic/pessimistic start/stop started/stopped future/past hot/cold new/old"""
"""Read in both directions, the first partner given counts. No word that is mostly used in another sense ("last year",
"right now", "as long as")."""
ANTONYMS: dict[str, str] = {}
for _pair in OPPOSITES.split():
    for _a, _b in (_pair.split("/"), _pair.split("/")[::-1]):
        ANTONYMS.setdefault(_a, _b)
FIXED = re.compile(
    r"\b(?:no|any|some|once|what['’]s|even|never the|not|as|much|how|so|the) more\b|\bmore (?:than|or less|and more)\b|"
    r"\b(?:as|so|too|how) (?:many|often)\b|\b(?:open|opened|closed|start|started|end|ended) up\b|"
    r"\b(?:New|Great|Best) [A-Z]|\byears? old\b|\bold enough\b|\bI(?:['’]m| am) happy\b|\bthe end\b|\bin the end\b|"
    r"\bas early as\b|\bat best\b|\bas well\b|\bbig deal\b|\bhard (?:to|work)\b|\bworks? hard\b|\bcommon sense\b",
    re.I,
)
"""Where the opposite would not be English, or would say the same."""


def opposite(q: Quotation, sources: Sources) -> str | None:
    fixed = [m.span() for m in FIXED.finditer(q.words)]
    found = [
        m
        for m in re.finditer(r"(?<![\w-])[\w]+(?![\w-])", q.words)
        if m.group().lower() in ANTONYMS
        and (m.group().islower() or m.start() == 0)
        and not any(a <= m.start() < b for a, b in fixed)
    ]

    def other(old: str) -> str:
        new = ANTONYMS[old.lower()]
        return new.capitalize() if old[0].isupper() else new

    return sources.replaced(q.words, found, other)


# ---------------------------------------------------------------------------------------------------------------- names

WITH_ARTICLE = re.compile(
    r"(?:U\.?S\.?(?:A\.?)?|UK|U\.K\.|UAE|USSR|United .+|"
    r".*(?:Islands|States|Emirates|Ocean|Sea|Bank|East|Republic|Union)|"
    r"Bahamas|Philippines|Netherlands|(?:Republic|Kingdom) of .+)"
)


def person_exchanged(q: Quotation, sources: Sources) -> str | None:
    """A person's name for another person's of the pile: a surname for a surname, a whole name for a whole one."""
    return _renamed(q, sources, "person", sources.people)


def place_exchanged(q: Quotation, sources: Sources) -> str | None:
    """A place's name for another's; "the" goes or comes with it."""
    return _renamed(q, sources, "place", sources.places)


def _renamed(q: Quotation, sources: Sources, kind: str, others: dict[str, str]) -> str | None:
    """All prints of one name exchanged for another that the quotation does not have."""
    bearers = sorted({n.bearer for n in q.names if n.kind == kind})
    fresh = sorted(b for b, name in others.items() if b not in bearers and re.split(r"[\s-]", name)[-1] not in q.words)
    if not bearers or not fresh:
        return None
    gone, new = sources.rng.choice(bearers), others[sources.rng.choice(fresh)]
    words = q.words
    for name in sorted((n for n in q.names if n.bearer == gone), key=lambda n: -n.start):
        before, after = words[: name.start], words[name.end :]
        old = words[name.start : name.end]
        if kind == "person":
            words = before + (new if " " in old else new.split()[-1]) + after
            continue
        bare = re.sub(r"\b[Tt]he $", "", before) if WITH_ARTICLE.fullmatch(old) else before
        capital = not bare or bare.rstrip()[-1:] in (".", "!", "?")
        article = ("The " if capital else "the ") if WITH_ARTICLE.fullmatch(new) and not bare.endswith("he ") else ""
        words = bare + article + new + after
    return words


# ---------------------------------------------------------------------------------------------------- agent and patient


def roles_exchanged(q: Quotation, sources: Sources) -> str | None:
    """Who did it and to whom it was done change places: "they warned us" -> "we warned them"."""
    return roles.exchanged(q.words, sources.rng)


# ----------------------------------------------------------------------------------------- words dropped, added, joined

PREPOSITIONS = "in|on|at|for|from|with|about|into|over|under|between|through|during|since|against|across|around|within"
ADVERB = re.compile(r"\b(?:\w{2,}(?:al|iv|ic|en|at|ful|ar|ous|ent|ant|ect|ick|ong|ose|ain|rd)ly|very|really) ")
PHRASE = re.compile(
    rf" (?:{PREPOSITIONS}) (?:{DETERMINER} )?(?:{PLAIN} ){{0,2}}{PLAIN}"
    rf"(?=[,.;:!?]| (?!of\b)(?:{GRAMMAR})\b)",
    re.I,
)
INSERTED = re.compile(r",(?: [\w’'-]+){2,8},(?= \w)")
SENSITIVE = re.compile(
    r"\d|n[’']t\b|\b(?:not|no|never|none|nor|without|neither|will|would|may|might|can|could|must|should|all|every|most|"
    r"many|some|any|few|only|almost|nearly|probably|possibly|likely|perhaps|hardly|allegedly|reportedly|always|often|"
    r"rarely|mostly|partly|potentially|presumably|necessarily|apparently|supposedly|half|both|several|less|more)\b",
    re.I,
)
"""Words whose loss changes more than the length; a drop goes round them."""


def shortened(q: Quotation, sources: Sources) -> str | None:
    """Without an adverb, a phrase or an insertion, three words or more from either end; else without three to five
    words in a row, wherever they are."""
    found = [m.span() for pattern in (ADVERB, PHRASE, INSERTED) for m in pattern.finditer(q.words)]
    if not (usable := [cut for cut in found if _droppable(q.words, *cut)]):
        at = [m.start() for m in re.finditer(r"\S+", q.words)]
        size = sources.rng.randint(3, 5)
        usable = [(at[n], at[n + size]) for n in range(len(at) - size) if _droppable(q.words, at[n], at[n + size])]
    start, end = sources.rng.choice(usable) if usable else (0, 0)
    words = q.words[:start] + q.words[end:]
    return words if end else None


def _droppable(words: str, start: int, end: int) -> bool:
    before, gone, after = words[:start], words[start:end], words[end:]
    sentence_ends = re.search(r"[.!?]", gone)
    enough = len(before.split()) >= 3 and len(re.findall(r"\w+", after)) >= 3
    return enough and not sentence_ends and not SENSITIVE.search(gone)


TAILS = (
    ", and everyone responsible will be dismissed by the end of the month",
    ", and I told the prime minister so last night",
    ", even if it costs us the next election",
    ", whatever the lawyers in the capital may say",
    ", because nobody in this building was prepared for it",
    ", and the insurance company has already agreed to pay",
    ", although my own brother begged me to keep silent",
    ", as the secret report of the auditors will show",
    ", and that is why I am selling my house",
    ", which is exactly what the ambassador promised us in spring",
    ", and we apologise to every family that was hurt",
    ", but the board voted against it in a closed session",
    ". My children will never forgive me for this",
    ". The police have known about it for eleven years",
    ". There will be a second announcement on Friday morning",
    ". We burned the documents the same evening",
    ". Frankly, we were paid to look the other way",
    ". Anyone who disagrees should leave the country at once",
    " and the bishop blessed the whole enterprise afterwards",
    " while the shareholders were kept in the dark",
    " unless the farmers return the stolen money first",
    " so that the old factory can be torn down",
)


def with_tail(q: Quotation, sources: Sources) -> str | None:
    """With an end that nobody said; its own words are in the majority."""
    room = len(q.words.split())
    fitting = [tail for tail in TAILS if len(tail.split()) < room]
    return q.words.rstrip(ENDS) + sources.rng.choice(fitting) if fitting else None


MOST_WORDS = 20
FAR = 3  # lines
HALF = range(5, 11)
"""So many words of each quotation, an opening and an end."""


def wholes_stitched(q: Quotation, sources: Sources) -> str | None:
    """All of it and all of another one of the same article."""
    if len(q.words.split()) > MOST_WORDS:
        return None
    other = _far_from(q, sources)
    return None if other is None else q.words.rstrip(ENDS) + ". " + other.words


def halves_stitched(q: Quotation, sources: Sources) -> str | None:
    """Its opening, cut wherever that is, with the end of another one of the same article."""
    return _halves(q, _far_from(q, sources, most=None), sources)


def articles_stitched(q: Quotation, sources: Sources) -> str | None:
    """Its opening with the end of one of another article."""
    others = [o for article, own in sources.by_article.items() if article != q.article for o in own]
    return _halves(q, sources.rng.choice(others) if others else None, sources)


def _halves(q: Quotation, other: Quotation | None, sources: Sources) -> str | None:
    opening, end = (sources.rng.choice(HALF) for _ in "ab")
    if other is None or len(q.words.split()) <= opening or len(other.words.split()) <= end:
        return None
    return " ".join(q.words.split()[:opening]).rstrip(ENDS) + " " + " ".join(other.words.split()[-end:])


def _far_from(q: Quotation, sources: Sources, most: int | None = MOST_WORDS) -> Quotation | None:
    """Another quotation of the same article, some lines away, of so many words at most."""
    same = [o for o in sources.by_article.get(q.article, ()) if abs(o.line - q.line) >= FAR]
    others = [o for o in same if most is None or len(o.words.split()) <= most]
    return sources.rng.choice(others) if others else None


PRINTED = frozenset({"exact", "near-exact"})
ALTERED, STITCHED = frozenset({"altered"}), frozenset({"stitched"})

COPIES: dict[str, Kind] = {
    "untouched": Kind(untouched, PRINTED),
    "marks, dashes, ellipses": Kind(glyphs, PRINTED),
    "capitals": Kind(case, PRINTED),
    "white space": Kind(spaces, PRINTED),
    "accents, ligatures": Kind(letters, PRINTED),
    "invisible characters": Kind(unseen, PRINTED),
}
FORGERIES: dict[str, Kind] = {
    "number changed": Kind(number_changed, ALTERED),
    "negation added": Kind(negation_added, ALTERED),
    "negation removed": Kind(negation_removed, ALTERED),
    "antonym": Kind(opposite, ALTERED),
    "person exchanged": Kind(person_exchanged, ALTERED),
    "place exchanged": Kind(place_exchanged, ALTERED),
    "agent and patient": Kind(roles_exchanged, ALTERED),
    "words dropped": Kind(shortened, frozenset({"omission"})),
    "tail invented": Kind(with_tail, ALTERED),
    "wholes stitched": Kind(wholes_stitched, STITCHED),
    "halves stitched": Kind(halves_stitched, STITCHED),
    "of two articles": Kind(articles_stitched, STITCHED),
}
