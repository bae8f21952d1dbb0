"""Is the speaker of a quotation the one that is asked for?"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence

from verifier.datamodel import Entity, Finding, Speaker, SpeakerVerdict
from verifier.names.gazetteer import british, country, fold, gender, group, phrases
from verifier.names.links import fits, institution
from verifier.names.roles import is_role_word, role_words
from verifier.names.spelling import bare, compare, keys, name_tokens, spoken, surnames

__all__ = ["Directory", "match_speaker"]

Answer = tuple[SpeakerVerdict, tuple[Finding, ...]]
_UNNAMED = re.compile(r"(?:an?|some|one|another|several|many|two|three|unnamed|anonymous|other)\s", re.I)


class Directory:
    """The entities of a pile, indexed by their forms; build it once and hand it to `match_speaker` for many hits."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self.entities = list(entities)
        self._forms: dict[str, list[int]] = defaultdict(list)
        self._keys: dict[str, set[int]] = defaultdict(set)
        self._surnames: dict[str, set[int]] = defaultdict(set)
        for i, entity in enumerate(self.entities):
            for form in entity.forms:
                for text in {bare(form.form), _office(form.form), " ".join(name_tokens(form.form))}:
                    if i not in self._forms[text]:
                        self._forms[text].append(i)
                tokens = name_tokens(form.form)
                if entity.kind == "person":
                    for token in surnames(form.form):
                        self._surnames[token].add(i)
                for token in tokens:
                    for key in keys(token):
                        self._keys[key].add(i)

    def named(self, name: str, article: str | None = None) -> list[int]:
        """Entities that are printed so (in this article, if one is given and any is)."""
        found = sorted(
            {i for text in (bare(name), _office(name), " ".join(name_tokens(name))) for i in self._forms.get(text, ())}
        )
        if article is None:
            return found
        low = bare(name)
        here = [i for i in found if any(article in f.articles and bare(f.form) == low for f in self.entities[i].forms)]
        return here or found

    def like(self, name: str) -> list[int]:
        """Entities printed so or with that surname, else with a variant of the name, else of which it is a part."""
        exact = self.named(name)
        tokens = name_tokens(name)
        if len(tokens) == 1:
            exact = sorted({*exact, *self._surnames.get(tokens[0], ())})
        if exact:
            return exact
        short = [i for i, e in enumerate(self.entities) if any(_shortened(name, f.form) for f in e.forms)]
        if short:
            return short
        near = {
            i
            for token in name_tokens(name)[-1:] + name_tokens(name)[:1]
            for key in keys(token)
            for i in self._keys.get(key, ())
        }
        labels: dict[int, set[str]] = {}
        for i in sorted(near):
            labels[i] = {compare(name, f.form).label for f in self.entities[i].forms}
        variants = [i for i, seen in labels.items() if seen & {"same", "variant"}]
        return variants or [
            i for i, seen in labels.items() if "compatible" in seen and self.entities[i].kind == "person"
        ]


def match_speaker(asked: str, speaker: Speaker | None, article: str, entities: Sequence[Entity] | Directory) -> Answer:
    """Whether the printed `speaker` of a quotation in `article` is the one that was asked for, and why.

    `match`: the same name, its surname, or an office he holds; `variant`: the same bearer under another spelling, alias
    or acronym, or another office that speaks for the same government; `ambiguous`: the asked name fits several bearers;
    `misattributed`: somebody else is named; `unattributed`: nobody is.
    """
    book = entities if isinstance(entities, Directory) else Directory(entities)
    if speaker is None or not (speaker.name or speaker.printed).strip():
        return "unattributed", (Finding("no-speaker", 1.0, "the article names no speaker here"),)
    name = speaker.name or speaker.printed
    wanted = _without_title(asked)
    theirs, ours = book.named(name, article), book.like(wanted)
    common = [i for i in theirs if i in ours]
    open_names = [f for f in speaker.findings if f.name == "ambiguous"]
    if common and ((len(ours) > 1 and len(name_tokens(wanted)) == 1) or len(theirs) > 1 or open_names):
        people = " or ".join(f"“{_describe(book.entities[i])}”" for i in (ours if len(ours) > 1 else theirs))
        return "ambiguous", (Finding("several-bearers", 0.5, f"“{asked}” may be {people}"),)
    if common:
        return _same_entity(asked, wanted, name, book.entities[common[0]])
    return _other(asked, wanted, name, speaker, book, ours, theirs)


def _same_entity(asked: str, wanted: str, name: str, entity: Entity) -> Answer:
    match = compare(wanted, name)
    if match.label in ("same", "compatible"):
        return "match", match.findings or (Finding("same-name", 1.0, f"“{asked}” and “{name}” are one name"),)
    evidence = [f for f in entity.findings if fold(name) in fold(f.detail) or fold(wanted) in fold(f.detail)]
    detail = f"“{asked}” is printed as “{name}” here"
    return "variant", (Finding("other-form", round(max(match.score, 0.7), 2), detail), *evidence[:3])


def _other(
    asked: str, wanted: str, name: str, speaker: Speaker, book: Directory, ours: list[int], theirs: list[int]
) -> Answer:
    """No entity bears both names: an office, one principal's offices, an unseen spelling, or somebody else."""
    roles = [r for r in (speaker.role, *(role for i in theirs for role in book.entities[i].roles)) if r]
    held = next((role for role in roles if _holds(asked, role)), None)
    if held:
        return "match", (
            Finding("by-office", 0.9, f"“{name}” is printed as “{held}”, which is the “{asked}” asked for"),
        )
    principal = _one_principal(asked, name, speaker)
    if principal:
        return "variant", (principal,)
    if not ours:
        match = compare(wanted, name)
        if match.label in ("same", "compatible"):
            return "match", match.findings
        if match.label == "variant":
            return "variant", match.findings
    if (
        _UNNAMED.match(name)
        or (fold(name).split() or [""])[-1] in group("grammar.unnamed_folk")
        or not re.search(r"\w", name)
    ):
        return "unattributed", (
            Finding("unnamed-source", 0.9, f"the words are given to “{speaker.printed}”, who is not named"),
        )
    findings = [Finding("other-speaker", 0.9, f"the words are printed as said by “{name}”, not by “{asked}”")]
    if not ours:
        findings.append(Finding("unknown-speaker", 1.0, f"“{asked}” occurs nowhere in these articles"))
    return "misattributed", tuple(findings)


def _shortened(name: str, form: str) -> bool:
    """An acronym of the form's first letters, or its beginning up to an "of": "European Court" for the one "of X"."""
    if name.isupper() and " " not in name:
        return fits(name, form)
    low, long = bare(name), bare(form)
    rest = long[len(low) :].split() if long.startswith(low + " ") else []
    return " " in low and bool(rest) and rest[0] in ("of", "for", "on")


def _describe(entity: Entity) -> str:
    return f"{entity.name} ({entity.roles[0]})" if entity.roles else entity.name


def _without_title(asked: str) -> str:
    """ "Ukrainian President X" -> X; "Roe, Jane" -> "Jane Roe"; an asked title alone stays."""
    _, _, after = asked.partition(",")
    if (fold(after).split() or [""])[0] in gender():
        asked = spoken(asked)
    words = asked.split(",")[0].split()
    cut = max((n + 1 for n, w in enumerate(words) if is_role_word(fold(w))), default=0)
    rest = words[cut:]
    return " ".join(rest) if rest and rest[0][:1].isupper() and fold(rest[0]) not in ("of", "for") else asked


def _office(text: str) -> str:
    """The institution's key if the text is one, so that "Chad's finance ministry" is "the Chadian finance ministry"."""
    parts = institution(text)
    if not parts or not (parts[1] or parts[2]):
        return bare(text)
    return f"={parts[0]}|{','.join(sorted(parts[1]))}|{' '.join(parts[2])}"


def _content(text: str) -> frozenset[str]:
    """Words that tell offices apart: countries by name, British spelling, no articles."""
    words = [british().get(w, w) for w in fold(text).split()]
    return frozenset(country(w) or w for w in words if w not in ("the", "a", "an", "of", "for", "and", "s", "current"))


def _holds(asked: str, role: str) -> bool:
    """Whether an asked office ("the Kenyan defence minister") is the printed role ("Kenyan Defense Minister")."""
    words = role_words(asked)
    if (
        not words
        or _without_title(asked) != asked
        or ("former" in fold(role).split() and "former" not in fold(asked).split())
    ):
        return False
    return bool(words & role_words(role)) and _content(asked) <= _content(role)


def _one_principal(asked: str, name: str, speaker: Speaker) -> Finding | None:
    """Embassy, foreign ministry and minister of a state speak for one foreign service, but are not one source."""
    printed = f"{speaker.role or ''} {name}"
    here, there = _service(asked), _service(printed)
    if here is None or here != there:
        return None
    detail = (
        f"asked for “{asked}”, but the words are printed as said by “{name}”: two offices of one foreign service "
        f"({here}), not one source; name the office that is printed"
    )
    return Finding("other-office", 0.6, detail)


def _service(text: str) -> str | None:
    low = fold(text.replace("’s", "").replace("'s", ""))
    if not any(re.search(rf"\b{office}\b", low) for office in phrases("institution_notes.foreign_service")):
        return None
    words = low.split()
    pairs = [country(" ".join(p)) for p in itertools.pairwise(words)]
    found = [c for c in pairs if c] or [c for w in words if (c := country(w))]
    return found[0] if found else None
