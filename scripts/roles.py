"""Who did it and to whom it was done, exchanged in one clause of a quotation, without a parser. For `tampering.py`.

Two patterns are known: subject, verb and object side by side, and the passive with "by". The verbs are listed; pronouns
change their case, auxiliaries and verbs agree with the new subject.
"""

from __future__ import annotations

import random
import re

__all__ = ["DETERMINER", "GRAMMAR", "PLAIN", "exchanged"]

VERBS = """accept accuse admire affect allow arrest ask assure attack attract avoid beat/beat/beaten blame block
break/broke/broken bring/brought build/built buy/bought call capture carry catch/caught change chase check convince
cover create criticize criticise damage defeat defend destroy discover drive/drove/driven encourage enjoy expect face
follow force find/found forgive/forgave/forgiven forget/forgot/forgotten give/gave/given hate hear/heard help hit/hit
honor hurt/hurt ignore influence inform inspire invite keep/kept kill kick know/knew/known launch lead/led leave/left
let/let lift lose/lost love make/made miss move need notify oppose order own pay/paid persuade praise prevent produce
protect punish push question reach recognize recognise release remember remind replace represent rescue respect save
see/saw/seen send/sent serve show/showed/shown stop strike/struck support surprise take/took/taken teach/taught
tell/told thank threaten touch treat trust understand/understood urge use visit want warn watch welcome win/won
look listen talk laugh care wait beg object appeal respond carry deserve like
assist identify lock pull review settle shape test accompany attend clean collect describe develop enter examine
fire handle hire kiss lend/lent monitor observe raise receive reject report sell/sold sentence throw/threw/thrown"""
"""No verb that says the same either way round: meet, marry, join, fight."""
PARTICLES = "at|for|to|about|against"
"""With these a verb may take its object: look at, pay for, talk to."""
SUBJECT = {"i": "me", "we": "us", "you": "you", "he": "him", "she": "her", "they": "them"}
OBJECT = {b: a for a, b in SUBJECT.items()}
DETERMINER = r"(?:the|a|an|this|our|my|his|their|its|your|these|those|some|every|all)"
GRAMMAR = (
    "a|an|the|this|that|these|those|my|our|your|his|her|its|their|i|we|you|he|she|it|they|me|"
    "us|him|them|and|or|but|so|nor|if|then|because|while|as|than|of|to|in|on|at|by|for|from|"
    "with|about|into|onto|over|under|after|before|between|among|through|during|against|towards|toward|"
    "upon|within|out|up|down|off|back|away|again|is|are|was|were|be|been|being|am|has|have|had|"
    "do|does|did|will|would|can|could|may|might|must|shall|should|not|never|also|just|very|too|"
    "more|most|all|any|some|no|who|whom|which|what|when|where|why|how|there|here|now|today|"
    "yesterday|tomorrow|always|every|each|both|one|two|three|four|five|until|since|without|like|even|"
    "still|only|really"
)
PLAIN = rf"(?!(?:{GRAMMAR})\b|\w+ly\b)[\w-]+"
_NAMED = rf"(?!(?i:{GRAMMAR})\b)[A-Z][\w-]+(?: [A-Z][\w-]+){{0,2}}"
_OF = rf"(?: of (?:{DETERMINER} )?{PLAIN})?"
_NOUNS = rf"(?:{DETERMINER}(?: {PLAIN}){{1,3}}?{_OF}|people|children|everyone|everybody)"
_OBJECT = rf"(?P<b>(?:me|us|you|him|them)\b|{_NOUNS}|{_NAMED})"
_FINITE = r"of|and|or|is|are|was|were|am|has|have|had|do|does|did|will|would|can|could|may|might|must|should"
_REST = rf"(?P<rest>$|[.,;:!?—–]| (?=(?!(?:{_FINITE})\b)(?:{GRAMMAR})\b))"


def _forms() -> dict[str, tuple[str, str]]:
    """Every form of a verb -> the verb, and which form it is: base, s, past."""
    found: dict[str, tuple[str, str]] = {}
    for entry in VERBS.split():
        base, *irregular = entry.split("/")
        past = irregular or [base + ("d" if base.endswith("e") else "ed")]
        if not irregular and base.endswith("y") and base[-2] not in "aeiou":
            past = [base[:-1] + "ied"]
        if not irregular and base in ("stop", "kidnap"):
            past = [base + "ped"]
        found.update(dict.fromkeys(past, (base, "past")))
        found.setdefault(base, (base, "base"))
        found[_with_s(base)] = (base, "s")
    return found


def _with_s(base: str) -> str:
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "o")) else "s")


FORMS = _forms()
_VERB = rf"(?:{'|'.join(sorted(FORMS, key=len, reverse=True))})(?: (?:{PARTICLES}))?"
_CLAUSE = r"(?:^|(?<=[.;:!?,—–] )|(?<=\b(?:that|when) )|(?<=\b(?:and|but) )|(?<=\bbecause )|(?<=\b(?:if|so|as) ))"
_SUBJECT = rf"(?P<a>\b(?:I|[Ww]e|[Hh]e|[Ss]he|[Tt]hey)\b|{_CLAUSE}(?:[Yy]ou|(?i:{_NOUNS})|{_NAMED}))"
ACTIVE = re.compile(
    _SUBJECT
    + r"(?P<aux> (?:will|would|can|could|must|should|may|might|have|has|had|did|do|does)(?: not)?|['’](?:ve|ll))?"
    r"(?P<adverb> (?:also|just|really|always|already|never|still|certainly|recently|not|only|simply|finally|actually))?"
    rf" (?P<verb>{_VERB}) {_OBJECT}{_REST}"
)
PASSIVE = re.compile(
    _SUBJECT + r"(?P<aux> (?:was|were|is|are|has been|have been|had been|will be|would be|can be))(?P<adverb> \w+ly)?"
    rf" (?P<verb>\w+ed|{_VERB}) by {_OBJECT}{_REST}"
)


def exchanged(words: str, rng: random.Random) -> str | None:
    """Who did it and to whom it was done change places: "they warned us" -> "we warned them"."""
    found = [m for pattern in (ACTIVE, PASSIVE) for m in pattern.finditer(words) if _exchangeable(m)]
    match = rng.choice(found) if found else None
    return match and words[: match.start()] + _turned(match, words) + words[match.end() :]


def _exchangeable(m: re.Match[str]) -> bool:
    """Whether the two are not one, and a base form is no noun behind a singular subject."""
    a, b = m["a"].lower(), m["b"].lower()
    if SUBJECT.get(a, a) == b or {a, OBJECT.get(b, b)} <= {"i", "we"}:
        return False
    base = FORMS.get(m["verb"].partition(" ")[0], ("", ""))[1] == "base"
    return not (base and not m["aux"] and a not in SUBJECT and _singular(m["a"]))


def _singular(phrase: str) -> bool:
    low = phrase.lower()
    if low in SUBJECT or low in OBJECT:
        return low in ("he", "she", "him")
    last = low.split()[-1]
    plural = low.split()[0] in ("these", "those", "all", "some") or last in (
        "people",
        "men",
        "women",
        "children",
        "police",
    )
    return not plural and not (last.endswith("s") and not last.endswith(("ss", "us", "is")))


def _turned(m: re.Match[str], words: str) -> str:
    """The clause with its two sides exchanged, in the right case, the verb agreeing with its new subject."""
    new, old = OBJECT.get(m["b"].lower(), m["b"]), m["a"]
    opens = old.split()[0].lower() in GRAMMAR.split("|")
    old = SUBJECT.get(old.lower(), old[0].lower() + old[1:] if opens else old)
    new = "I" if new == "i" else new
    one, aux, verb = _singular(m["b"]), (m["aux"] or "").strip(), m["verb"]
    aux = {"'ve": "have", "’ve": "have", "'ll": "will", "’ll": "will"}.get(aux, aux)
    for plural, single in (("have", "has"), ("do", "does"), ("were", "was"), ("are", "is")):
        if aux.split()[:1] in ([plural], [single]):
            first_person = "am" if plural == "are" and new == "I" else "was" if plural == "were" and new == "I" else ""
            aux = " ".join([first_person or (single if one else plural), *aux.split()[1:]])
    verb, _, particle = verb.partition(" ")
    base, form = FORMS.get(verb, (verb, "past"))
    if not aux and form != "past":
        verb = _with_s(base) if one else base
    if (m["a"][0].isupper() and m.start() == 0) or re.search(r"[.!?] $", words[: m.start()]):
        new = new[0].upper() + new[1:]
    by = "by" if m.re is PASSIVE else particle
    middle = " ".join(filter(None, (aux, (m["adverb"] or "").strip(), verb, by)))
    return f"{new} {middle} {old}{m['rest']}"
