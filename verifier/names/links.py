"""Which names an article itself equates: acronyms it defines, aliases it states, surnames and short forms.

Each link is an entry of `Mention.same_as`: (the other form, the rule). Nothing is guessed: a surname that two people
of the article bear is marked `SEVERAL` and joined to neither.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.distance import OSA

from verifier.datamodel import Article, Mention, MentionKind
from verifier.names.gazetteer import country, fold, gender, group, institutions, is_country, is_demonym, phrases
from verifier.names.institutions import GOVERNMENT, SHORT, Links, institution, link_institutions
from verifier.names.roles import clash, role_words, share
from verifier.names.spelling import compare, name_tokens

__all__ = ["ACRONYM", "ALIAS", "GOVERNMENT", "SEVERAL", "SHORT", "SURNAME", "TYPO", "fits", "institution", "link"]

ACRONYM = "acronym defined in the text"
ALIAS = "alias stated in the text"
TYPO = "misspelling of an acronym defined in the text"
SURNAME = "part of the only full name with it in the text"
SEVERAL = "surname of several people in the text"

_DEFINED = re.compile(
    r"(?:\s(?:group|movement|party|organi[sz]ation|agency|militia))?\s?\(\s*(?:the\s|or\s)?[\"“'‘]?([^\W\d_][\w&.-]{1,9})[\"”'’]?\s*[,;)]"
    r"|,?\s(?:or|known by (?:its|the|their) (?:\w+\s)?(?:acronym|initials)(?: as)?|abbreviated(?: as| to)?)"
    r"\s(?:the\s)?([^\W\d_a-z][A-Z&.]{1,9})\b"
)
_ALIAS_GAP = 80  # code points
_CROWD = 200  # bearers of one surname in one article that are looked at; keeps hostile lists linear


def link(article: Article, found: Sequence[Mention]) -> list[Mention]:
    """The mentions with `same_as` filled in; a bare institution ("the army") is kept only where it is resolved."""
    links: Links = defaultdict(dict)
    kinds: dict[int, MentionKind] = {}
    by_form: dict[str, list[int]] = defaultdict(list)
    for i, mention in enumerate(found):
        by_form[fold(mention.text)].append(i)
    defined = _acronyms(article.text, found, by_form, links, kinds)
    _acronym_typos(found, by_form, defined, links)
    _aliases(article.text, found, by_form, links, kinds)
    _surnames(found, links, kinds)
    _short_organisations(found, by_form, links)
    link_institutions(article.text, found, links)
    out = []
    for i, mention in enumerate(found):
        if institution(mention.text) and not links[i] and fold(mention.text) in institutions():
            continue
        out.append(
            replace(mention, kind=kinds.get(i, mention.kind), same_as=tuple(links[i].items())) if links[i] else mention
        )
    return out


# ------------------------------------------------------------------------------------------------------------ acronyms


def fits(acronym: str, name: str) -> bool:
    """Whether the letters of an acronym are found in order at the beginnings of the name's words."""
    letters = [c for c in fold(acronym) if c.isalpha()]
    words = fold(name).split()
    if len(letters) < 2 or len(words) < 2 or words[0][0] != letters[0]:
        return False
    k = 0
    for word in words:
        if k < len(letters) and word[0] == letters[k]:
            k += 1
    return k == len(letters)


def _acronyms(
    text: str, found: Sequence[Mention], by_form: dict[str, list[int]], links: Links, kinds: dict[int, MentionKind]
) -> dict[str, str]:
    """Definitions "Long Name (LN)", "LN (Long Name)", "Long Name, or LN". Returns folded acronym -> long name.

    The letters need not fit: translated copy keeps the acronym of another language. Then the long name must be an
    organisation's and the acronym three capitals or more.
    """
    defined: dict[str, str] = {}
    for i, mention in enumerate(found):
        match = _DEFINED.match(text, mention.span.end, mention.span.end + 60)
        acronym = (match[1] or match[2]) if match else None
        if acronym and sum(c.isupper() for c in acronym) >= 2 and len(mention.text.split()) > 1:
            foreign = mention.kind == "organisation" and acronym.isupper() and len(acronym) > 2
            if (fits(acronym, mention.text) or foreign) and fold(acronym) not in defined:
                defined[fold(acronym)] = mention.text
                links[i][acronym] = ACRONYM
        if mention.text.isupper() and i + 1 < len(found):
            after = found[i + 1]
            gap = text[mention.span.end : after.span.start].strip()
            if gap in ("(", "(the") and fits(mention.text, after.text):
                defined.setdefault(fold(mention.text), after.text)
    for acronym, name in defined.items():
        kind: MentionKind = next((found[i].kind for i in by_form.get(fold(name), ())), "organisation")
        kind = "organisation" if kind in ("person", "other") or (kind == "place" and not country(fold(name))) else kind
        for i in by_form.get(fold(name), ()):
            kinds[i] = kind  # people have no acronyms
        for i in by_form.get(acronym, ()):
            links[i][name] = ACRONYM
            kinds[i] = kind
    return defined


def _acronym_typos(
    found: Sequence[Mention], by_form: dict[str, list[int]], defined: dict[str, str], links: Links
) -> None:
    """Two letters changed places in an acronym that is not defined itself; other slips only in five letters or more.

    "PKK" and "PUK" are one letter apart and two parties, so a changed letter in a short acronym proves nothing.
    """
    for form, places in by_form.items():
        if form in defined or " " in form or not found[places[0]].text.isupper() or len(form) < 3:
            continue
        for acronym, name in defined.items():
            swapped = sorted(form) == sorted(acronym) and len(form) > 3
            close = OSA.distance(form, acronym) == 1 and (swapped or min(len(form), len(acronym)) > 4)
            if close and len(places) <= len(by_form.get(acronym, ())):
                for i in places:
                    links[i][name] = TYPO


# ------------------------------------------------------------------------------------------------------------- aliases


def _aliases(
    text: str, found: Sequence[Mention], by_form: dict[str, list[int]], links: Links, kinds: dict[int, MentionKind]
) -> None:
    """ "X, known by the nom de guerre Y", "X, formerly Y", "X (born Y)": the two neighbours are one bearer's names."""
    for i, mention in enumerate(found[:-1]):
        after = next((n for n in range(i + 1, min(i + 4, len(found))) if found[n].span.start >= mention.span.end), None)
        if after is None or found[after].span.start - mention.span.end > _ALIAS_GAP:
            continue
        other = found[after]
        gap = text[mention.span.end : other.span.start]
        clash_of_kinds = mention.kind != other.kind and "place" in (mention.kind, other.kind)
        if clash_of_kinds or fold(mention.text) == fold(other.text) or not _states_alias(gap):
            continue
        for n in by_form.get(fold(other.text), ()):
            links[n][mention.text] = ALIAS
            kinds[n] = mention.kind
        links[i][other.text] = ALIAS


def _states_alias(gap: str) -> bool:
    words = (
        gap.lower().strip(" ,;(\"“”'‘’:").removesuffix(" the").removesuffix(" of").removesuffix(" as").strip(" \"“'‘")
    )
    if ". " in gap or not words or len(words.split()) > 10:
        return False
    for phrase in phrases("cues.alias"):
        bare = phrase.removesuffix(" as")
        if words == bare or words.endswith(" " + bare):
            head = words.removesuffix(bare).strip()
            return all(w in group("grammar.alias_heads") or w.endswith("ly") for w in head.split())
    return False


# ------------------------------------------------------------------------------------------------------------ surnames


def _surnames(found: Sequence[Mention], links: Links, kinds: dict[int, MentionKind]) -> None:
    """A part of a full name stands for its bearer if the article has no other bearer of that part.

    A bare name with a description of its own ("X, a 40-year-old baker") is somebody else unless the roles fit. If
    several people share the surname, the role decides ("President X"), then who was called by it before the
    other came up.
    """
    full = [(i, m, name_tokens(m.text)) for i, m in enumerate(found) if m.kind == "person" and len(m.text.split()) > 1]
    full = [(i, m, t) for i, m, t in full if len(t) > 1]
    by_token: dict[str, list[int]] = defaultdict(list)
    for n, (_, _, tokens) in enumerate(full):
        for token in dict.fromkeys(tokens):
            by_token[token].append(n)
    settled: dict[str, str] = {}
    apart: set[str] = set()
    for i, mention in enumerate(found):
        tokens = name_tokens(mention.text)
        if mention.kind in ("organisation", "place") and not _may_be_surname(mention, tokens, by_token):
            continue
        crowd = [full[n] for n in by_token.get(tokens[-1] if tokens else "", [])[:_CROWD]]
        near = [(n, m, t) for n, m, t in crowd if len(t) > len(tokens) and _is_part(tokens, t)]
        if not near:
            continue
        roles = _roles_of([m for _, m, _ in near])
        low = fold(mention.text)
        if mention.role and _introduced_apart(mention, roles):
            if role_words(mention.role) & group("offices"):
                apart.add(low)
            continue
        if low in apart and not _addressed(mention):
            continue
        chosen = _bearer(mention, near, roles, settled)
        if chosen:
            kinds[i] = "person"
        if len(chosen) == 1:
            links[i][chosen[0]] = SURNAME
            settled[low] = chosen[0]
        else:
            for name in chosen:
                links[i][name] = SEVERAL


def _may_be_surname(mention: Mention, tokens: tuple[str, ...], by_token: dict[str, list[int]]) -> bool:
    """A single word taken for a place or organisation may still be a surname, but no country, acronym or head noun."""
    if len(tokens) != 1 or (mention.text.isupper() and len(mention.text) < 4) or tokens[0] not in by_token:
        return False
    return not is_country(tokens[0]) and not is_demonym(tokens[0]) and tokens[0] not in group("organisation_heads")


def _is_part(tokens: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """The last tokens of a full name, its first (East Asian order, "Lula"), or a middle run."""
    width = len(tokens)
    return any(full[k : k + width] == tokens for k in range(len(full) - width + 1))


def _roles_of(near: Sequence[Mention]) -> dict[str, list[str]]:
    roles: dict[str, list[str]] = defaultdict(list)
    for mention in near:
        roles[mention.text] += [mention.role] if mention.role else []
    return roles


def _introduced_apart(mention: Mention, roles: dict[str, list[str]]) -> bool:
    """Whether a bare name comes with a description that fits none of the full names."""
    words = role_words(mention.role or "")
    plain = words <= (group("honorifics") | group("honorifics_m") | group("honorifics_f"))
    if words and plain:
        return False
    known = [r for r in roles.values() if r]
    if not known:
        return bool(words & group("private")) or bool(re.search(r"\d", mention.role or ""))
    if any(share([mention.role or ""], r) for r in known):
        return False
    relatives = all(_is_relative(role) for r in known for role in r)
    return relatives or any(clash([mention.role or ""], r) for r in known) or not words & group("offices")


def _is_relative(role: str) -> bool:
    """ "first lady", "the president's son": the bare surname with an office is then the other's."""
    return bool(role_words(role) & (group("cues.family") | {"lady"}))


def _addressed(mention: Mention) -> str | None:
    """The gender of "Mr" or "Mrs" before a name, if either is there."""
    words = set(fold(mention.role or "").split())
    return "m" if words & group("honorifics_m") else "f" if words & group("honorifics_f") else None


def _bearer(
    mention: Mention,
    near: list[tuple[int, Mention, tuple[str, ...]]],
    roles: dict[str, list[str]],
    settled: dict[str, str],
) -> list[str]:
    """The full name that is meant, or several if that cannot be told."""
    tail = [m for _, m, t in near if t[-1] == name_tokens(mention.text)[-1]] or [m for _, m, _ in near]
    before = [m for m in tail if m.span.start < mention.span.start] or tail
    people = _people(before)
    if sex := _addressed(mention):
        people = [p for p in people if gender().get(name_tokens(p[0])[0], sex) in (sex, "u")]
    if len(people) > 1 and mention.role:
        fitting = [p for p in people if share([mention.role], [r for name in p for r in roles[name]])]
        people = fitting if len(fitting) == 1 else people
    if len(people) > 1 and fold(mention.text) in settled:
        return [settled[fold(mention.text)]]
    if len(people) > 1 and _is_given(mention, before):
        return []
    return [max(p, key=lambda name: (sum(m.text == name for m in before), name)) for p in people]


def _is_given(mention: Mention, near: Sequence[Mention]) -> bool:
    tokens = name_tokens(mention.text)
    return all(name_tokens(m.text)[0] == tokens[0] and tokens[0] in gender() for m in near)


def _people(near: Sequence[Mention]) -> list[list[str]]:
    """The full names grouped into people: spellings and parts of one name are one person's."""
    people: list[list[str]] = []
    for name in dict.fromkeys(m.text for m in near):
        for person in people:
            if compare(person[0], name).label != "different":
                person.append(name)
                break
        else:
            people.append([name])
    return people


# ------------------------------------------------------------------------------------------------------- organisations


def _short_organisations(found: Sequence[Mention], by_form: dict[str, list[int]], links: Links) -> None:
    """ "the Institute" stands for the only "... Institute ..." of the article; so does "the London-based Institute"."""
    heads = group("organisation_heads")
    names = list(dict.fromkeys(m.text for m in found if m.kind == "organisation" and " " in fold(m.text)))
    by_head: dict[str, list[str]] = defaultdict(list)
    by_start: dict[str, list[str]] = defaultdict(list)
    for name in names:
        words = fold(name).split()
        if "based" not in words:
            for word in heads.intersection(words):
                by_head[word].append(name)
        for width in range(2, min(len(words) - 1, 5)):
            if words[width] in ("of", "for", "on"):
                by_start[" ".join(words[:width])].append(name)
    for form, places in by_form.items():
        if not found[places[0]].text.split()[-1][0].isupper():
            continue
        core = [w for w in form.split() if w != "based" and not country(w)]
        if len(core) == 1 and core[0] in heads and (" " not in form or "based" in form.split()):
            meant = _organisations([n for n in by_head[core[0]][:_CROWD] if fold(n) != form])
        elif form.split()[-1] in heads and not institution(found[places[0]].text):
            meant = _organisations(by_start[form][:_CROWD])
        else:
            continue
        if len(meant) == 1:
            for i in places:
                links[i].setdefault(meant[0], SHORT)


def _organisations(names: list[str]) -> list[str]:
    """One name for each distinct organisation: a name that is a spelling of one before it is left out."""
    out: list[str] = []
    for name in names:
        if all(compare(name, other).label not in ("same", "variant") for other in out):
            out.append(name)
    return out
