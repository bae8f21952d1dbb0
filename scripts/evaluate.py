#!/usr/bin/env python3
"""How often the program is right, next to what else does the job, in one run on your own data.

    python scripts/evaluate.py attribution POLNEAR.jsonl[.gz]
    python scripts/evaluate.py names DIR
    python scripts/evaluate.py matching PILE.jsonl[.gz] [--quotations 100] [--errors FILE]

attribution  who said what in articles annotated by hand: `id`, `text`, `attributions` with `source`, `cue`, `content`
             ([start, end, words] each) and `quoted`, as made from PolNeAR (Newell, Margolin & Ruths, LREC 2018);
names        two spellings, one name? DIR holds variants*.jsonl.gz and un_sc*.jsonl.gz: `name1`, `name2`, `label` (match
             or no_match);
matching     quotations of a pile of articles (`id`, `text`, `title`, `source` or `outlet`, `event`), as printed and
             falsified in known ways: what passes as printed, and under which label?

The peers are no dependencies of ours: `--peers-python PATH` names a Python that has them (default: this one), see
peers.py; one that is not there is named with how to get it. Tables go to standard output, in Markdown. Seeded: the same
data give the same tables.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import evaluate_names
from evaluation import Row, ask, read, share, table
from rapidfuzz import fuzz, process, utils

from verifier import encoders
from verifier.case import Case
from verifier.datamodel import Article
from verifier.pipeline import add_articles, analyse
from verifier.verify import verify_quote

Extent = tuple[int, int]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(dest="part", required=True)
    for part, argument in (("attribution", "annotated"), ("names", "folder"), ("matching", "pile")):
        one = parts.add_parser(part)
        one.add_argument(argument, type=Path)
        one.add_argument("--peers-python", type=Path, default=Path(sys.executable), help="see peers.py")
        one.add_argument("--seed", type=int, default=1)
        if part == "matching":
            one.add_argument("--quotations", type=int, default=100, help="how many of each kind are tried")
            one.add_argument("--no-meaning", action="store_true", help="look up words only, without the encoder")
            one.add_argument("--errors", type=Path, help="write the wrong answers here, one JSON object a line")
    options = parser.parse_args()
    {"attribution": attribution, "names": evaluate_names.run, "matching": matching}[options.part](options)
    return 0


# ---------------------------------------------------------------------------------------------------------- attribution

STOP = {"the", "a", "an", "of", "for", "and", "in", "s", "his", "her", "their"}
MARKED = re.compile(r"[“\"]([^“”\"]{2,}?)[”\"]|‘([^‘’]{12,}?)’", re.S)

Found = dict[str, list[Row]]
"""For each article's id: `spans` (the content, [start, end] each) and `speaker` (as printed, or "")."""


def attribution(options: argparse.Namespace) -> None:
    """Recall, speakers and precision of ours, of the baseline, and of textacy."""
    rows = [row for row in read(options.annotated) if str(row.get("primary", True)) == "True"]
    print(f"{len(rows)} articles\n")
    lines = [["ours", *score(rows, our_attributions(rows))]]
    for peer in ("marks-and-names", "textacy"):
        answer = ask(options.peers_python, peer, {"texts": [row["text"] for row in rows]})
        if isinstance(answer, str):
            print(f"{peer}: {answer}\n")
        else:
            lines.append([peer, *score(rows, {row["id"]: a for row, a in zip(rows, answer, strict=True)})])
    table(("", "quoted found", "speaker right", "indirect found", "speaker right", "precision"), lines)


def our_attributions(rows: Sequence[Row]) -> Found:
    found: Found = {}
    for row in rows:
        article = Article(row["id"], row["text"], row.get("title"), row.get("publisher"), published=row.get("date"))
        found[row["id"]] = [
            {"spans": [(s.start, s.end) for s in q.content], "speaker": q.speaker.printed if q.speaker else ""}
            for q in analyse(article).quotes
            if q.kind in ("direct", "mixed", "indirect")
        ]
    return found


def score(rows: Sequence[Row], predicted: Found) -> list[str]:
    """A prediction meets an annotated attribution if their contents overlap by half (intersection over union), or, with
    quotation marks, if it covers the quoted words themselves. A speaker is right if he shares half of the shorter
    side's words with the annotated source; he counts against all attributions. Nothing inside an annotated content
    counts as a false find."""
    count: Counter[str] = Counter()
    for row in rows:
        pool, good = predicted.get(row["id"], []), set()
        contents = [(s, e) for a in row["attributions"] for s, e, _ in a["content"]]
        for annotated in (a for a in row["attributions"] if a["content"]):
            kind = "quoted" if annotated["quoted"] else "indirect"
            overlaps = [overlap(p["spans"], targets(annotated, row["text"])) for p in pool]
            good |= {n for n, value in enumerate(overlaps) if value >= 0.5}
            best = max(range(len(pool)), key=overlaps.__getitem__, default=None)
            count[kind] += 1
            if best is not None and overlaps[best] >= 0.5:
                count[kind + " found"] += 1
                source = content_words(" ".join(words for _, _, words in annotated["source"]))
                given = content_words(pool[best]["speaker"])
                shared = len(source & given)
                count[kind + " right"] += shared > 0 and shared >= 0.5 * min(len(source), len(given))
        for n, p in enumerate(pool):
            count["used"] += n in good or any(
                min(e, ce) - max(s, cs) >= 0.9 * (e - s) for s, e in p["spans"] for cs, ce in contents
            )
        count["all"] += len(pool)
    shares = [share(count[f"{k} {w}"], count[k]) for k in ("quoted", "indirect") for w in ("found", "right")]
    return [*shares, share(count["used"], count["all"])]


def targets(annotated: Row, text: str) -> list[Extent]:
    """The pieces of an annotated content, all of it, and what stands between quotation marks in it."""
    pieces = [(s, e) for s, e, _ in annotated["content"]]
    inner = [(s + m.start(1), s + m.end(1)) for s, e in pieces for m in MARKED.finditer(text[s:e]) if m.group(1)]
    return [*pieces, hull(pieces), *(inner if annotated["quoted"] else [])]


def overlap(spans: Sequence[Extent], others: Sequence[Extent]) -> float:
    """The best intersection over union of any two; the first side also as a whole."""
    spans = [*spans, hull(spans)]
    return max(max(min(e, f) - max(s, t), 0) / (max(e, f) - min(s, t)) for s, e in spans for t, f in others)


def hull(spans: Sequence[Extent]) -> Extent:
    return min(s for s, _ in spans), max(e for _, e in spans)


def content_words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - STOP


# ------------------------------------------------------------------------------------------------------------- matching

QUOTED = re.compile(r"“([^“”\"]+)”|\"([^“”\"]+)\"")
SHORTEST, LONGEST = 6, 60  # words
ENDS = " .,!?…"
GLYPHS = str.maketrans({"’": "'", "'": "’", "–": "-", "—": "–", "…": "...", "“": '"', "”": '"'})
NUMERALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty")
NUMBER = re.compile(rf"\b(?:\d+(?:[.,]\d+)*|{'|'.join(NUMERALS)})\b", re.I)
VERB = re.compile(r"\b(?:is|are|was|were|will|would|can|could|should|must)\b(?= )", re.I)
NO_PLACE = re.compile(r" (?:not|never|no|nothing|nobody|none|i|you|he|she|it|we|they|there|this|that)\b", re.I)
SENSITIVE = re.compile(r"\d|n[’']t\b|\b(?:not|no|never|none|nor|without)\b", re.I)
"""Words whose loss changes more than the length; a drop goes round them."""
OPPOSITES = """good/bad better/worse best/worst big/small large/small great/terrible high/low higher/lower more/fewer
early/late first/last before/after always/never often/rarely easy/hard strong/weak stronger/weaker safe/dangerous
right/wrong true/false happy/sad new/old young/old rich/poor fast/slow long/short open/closed public/private many/few
possible/impossible important/unimportant likely/unlikely everyone/nobody everything/nothing increase/decrease win/lose
won/lost success/failure love/hate loved/hated accept/reject accepted/rejected begin/end began/ended remember/forget
buy/sell friend/enemy peace/war life/death strength/weakness clear/unclear able/unable positive/negative legal/illegal
support/oppose improve/worsen inside/outside"""
"""Written for this test, without a look at the lists of ours or of any peer. Read in both directions."""
ANTONYMS = {a: b for pair in OPPOSITES.split() for a, b in (pair.split("/"), pair.split("/")[::-1])}


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between marks in an article; `line` counts its lines that are not blank."""

    words: str
    article: str
    line: int


@dataclass(frozen=True, slots=True)
class Trial:
    """One query, what was done to which quotation, and its article (None: none of the pile)."""

    kind: str
    query: str
    made_from: Quotation
    article: str | None


@dataclass(frozen=True, slots=True)
class Sources:
    """What an edit may draw on: quotations of the same article, and of other stories."""

    rng: random.Random
    by_article: dict[str, list[Quotation]]
    elsewhere: Sequence[Quotation]

    def replaced(self, words: str, found: Sequence[re.Match[str]], other: Callable[[str], str]) -> str | None:
        """With one of the words found replaced."""
        match = self.rng.choice(found) if found else None
        return match and words[: match.start()] + other(match.group()) + words[match.end() :]


def matching(options: argparse.Namespace) -> None:
    """Quotations of the pile, as printed and falsified, put to ours and to the peers."""
    pile, absent = divided(read(options.pile))
    own, elsewhere = quotations(pile), quotations(absent)
    printed = [folded(row["text"]) for row in pile]
    elsewhere = [q for q in elsewhere if not any(folded(q.words) in text for text in printed)]
    by_article: dict[str, list[Quotation]] = defaultdict(list)
    for quotation in own:
        by_article[quotation.article].append(quotation)
    rng = random.Random(options.seed)
    trials, skipped = made(own, Sources(rng, by_article, elsewhere), options.quotations)
    print(f"{len(pile)} articles with {len(own)} quotations of {SHORTEST} to {LONGEST} words;", end=" ")
    print(f"{len(elsewhere)} of {len(absent)} articles on other stories\n")
    verdicts = our_verdicts(pile, trials, meaning=not options.no_meaning)
    report(trials, skipped, verdicts, accepting(pile, trials, verdicts, options.peers_python))
    if options.errors:
        wrong = [(t, v) for t, v in zip(trials, verdicts, strict=True) if v not in KINDS[t.kind][0]]
        rows = [{"kind": t.kind, "verdict": v, "query": t.query, "from": t.made_from.words} for t, v in wrong]
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        options.errors.write_text("".join(lines), "utf-8")


def divided(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The pile, and the articles of every fifth event (without events: every fifth article), which it does not get."""
    event = {row["id"]: str(row.get("event", row["id"])) for row in rows}
    out = set(sorted(set(event.values()))[::5])
    return [row for row in rows if event[row["id"]] not in out], [row for row in rows if event[row["id"]] in out]


def quotations(rows: Sequence[Row]) -> list[Quotation]:
    """Each wording once. A line whose straight marks are not paired is left out: which are the quoted words?"""
    found: dict[str, Quotation] = {}
    for row in rows:
        for number, line in enumerate(filter(str.strip, row["text"].splitlines())):
            for match in QUOTED.finditer(line) if line.count('"') % 2 == 0 else ():
                words = (match.group(1) or match.group(2)).strip()
                if SHORTEST <= len(words.split()) <= LONGEST:
                    found.setdefault(folded(words), Quotation(words, row["id"], number))
    return list(found.values())


def folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def made(own: Sequence[Quotation], sources: Sources, count: int) -> tuple[list[Trial], Counter[str]]:
    """So many trials of each kind, if as many quotations have a place for it, and how many had none."""
    trials: list[Trial] = []
    skipped: Counter[str] = Counter()
    for kind, (_, edit) in KINDS.items():
        done = 0
        material = own if kind != ABSENT else sources.elsewhere
        for quotation in sources.rng.sample(material, len(material)):
            query = edit(quotation, sources)
            if query is None:
                skipped[kind] += 1
                continue
            trials.append(Trial(kind, query, quotation, None if kind == ABSENT else quotation.article))
            done += 1
            if done == count:
                break
    return trials, skipped


def retyped(q: Quotation, sources: Sources) -> str:
    """Other glyphs, case of the first letter, a no-break space, no point at the end."""
    words = q.words.translate(GLYPHS).rstrip(ENDS).replace(" ", "\N{NO-BREAK SPACE}", 1)
    return words[0].swapcase() + words[1:]


def number_changed(q: Quotation, sources: Sources) -> str | None:
    def other(old: str) -> str:
        numerals = [n for n in NUMERALS if n != old.lower()]
        return str(int(old[0]) % 9 + 1) + old[1:] if old[0].isdigit() else sources.rng.choice(numerals)

    return sources.replaced(q.words, list(NUMBER.finditer(q.words)), other)


def opposite(q: Quotation, sources: Sources) -> str | None:
    found = [m for m in re.finditer(r"\w+", q.words) if m.group().lower() in ANTONYMS]
    return sources.replaced(q.words, found, lambda old: ANTONYMS[old.lower()])


def negated(q: Quotation, sources: Sources) -> str | None:
    found = [m for m in VERB.finditer(q.words) if not NO_PLACE.match(q.words, m.end())]
    return sources.replaced(q.words, found, lambda verb: verb + " not")


def shortened(q: Quotation, sources: Sources) -> str | None:
    """Without three to five words, four or more from either end."""
    words, size = q.words.split(), sources.rng.randint(3, 5)
    cuts = [n for n in range(4, len(words) - size - 3) if not SENSITIVE.search(" ".join(words[n : n + size]))]
    cut = sources.rng.choice(cuts) if cuts else None
    return None if cut is None else " ".join(words[:cut] + words[cut + size :])


def with_tail(q: Quotation, sources: Sources) -> str | None:
    """With the last five to eight words of a quotation from another story; its own words are in the majority."""
    if len(q.words.split()) < 10 or not sources.elsewhere:
        return None
    tail = sources.rng.choice(sources.elsewhere).words.split()[-sources.rng.randint(5, 8) :]
    return q.words.rstrip(ENDS) + " " + " ".join(tail)


def halves_stitched(q: Quotation, sources: Sources) -> str | None:
    """Its first eight words, cut wherever that is, with the last eight of one of the same article, far from it."""
    other = far_from(q, sources, LONGEST)
    return None if other is None else " ".join(q.words.rstrip(ENDS).split()[:8] + other.words.split()[-8:])


def wholes_stitched(q: Quotation, sources: Sources) -> str | None:
    """All of it and all of another one of the same article, twenty words each at most."""
    other = far_from(q, sources, 20) if len(q.words.split()) <= 20 else None
    return None if other is None else q.words.rstrip(ENDS) + ". " + other.words


def far_from(q: Quotation, sources: Sources, most_words: int) -> Quotation | None:
    """Another quotation of the same article, three or more lines away."""
    same = sources.by_article[q.article]
    others = [other for other in same if abs(other.line - q.line) >= 3 and len(other.words.split()) <= most_words]
    return sources.rng.choice(others) if others else None


ABSENT = "of another story"
FAITHFUL = ("untouched", "retyped")
KINDS: dict[str, tuple[set[str], Callable[[Quotation, Sources], str | None]]] = {
    "untouched": ({"exact"}, lambda q, _: q.words),
    "retyped": ({"exact", "near-exact"}, retyped),
    "number changed": ({"altered"}, number_changed),
    "negation added": ({"altered"}, negated),
    "antonym": ({"altered"}, opposite),
    "words dropped": ({"omission"}, shortened),
    "invented tail": ({"altered"}, with_tail),
    "halves stitched": ({"stitched"}, halves_stitched),
    "wholes stitched": ({"stitched"}, wholes_stitched),
    ABSENT: ({"not-found"}, lambda q, _: q.words),
}
"""The right verdicts on each kind, and how to make it."""


def our_verdicts(pile: Sequence[Row], trials: Sequence[Trial], *, meaning: bool) -> list[str]:
    encoder = encoders.load() if meaning else None
    articles = [
        Article(r["id"], r["text"], r.get("title"), r.get("outlet") or r.get("source"), r.get("url"), r.get("date"))
        for r in pile
    ]
    with tempfile.TemporaryDirectory() as folder, Case.open(Path(folder, "case.db")) as case:
        add_articles(case, articles, encoder)
        load = (lambda: encoder) if encoder else None
        return [verify_quote(case, trial.query, encoder=load).label for trial in trials]


def accepting(
    pile: Sequence[Row], trials: Sequence[Trial], verdicts: Sequence[str], python: Path
) -> dict[str, list[bool] | str]:
    """Who passes what as printed. rapidfuzz looks through the whole pile, as ours does. The other two take one text:
    the quotation's own article, or the one that rapidfuzz finds nearest. That is in their favour."""
    texts = {row["id"]: utils.default_process(row["text"]) for row in pile}
    best = [process.extractOne(utils.default_process(t.query), texts, scorer=fuzz.partial_ratio) for t in trials]
    pairs = [(t.query, t.article or near[2]) for t, near in zip(trials, best, strict=True)]
    request = {"texts": {row["id"]: row["text"] for row in pile}, "pairs": pairs}
    return {
        "ours": [verdict in ("exact", "near-exact") for verdict in verdicts],
        "rapidfuzz >= 90": [near[1] >= 90 for near in best],
        **{name: ask(python, name, request) for name in ("quotecheck", "gtrex")},
    }


def report(
    trials: Sequence[Trial], skipped: Counter[str], verdicts: Sequence[str], accepted: dict[str, list[bool] | str]
) -> None:
    systems = {name: answer for name, answer in accepted.items() if not isinstance(answer, str)}
    for name in accepted.keys() - systems.keys():
        print(f"{name}: {accepted[name]}\n")
    rows, calls = [], []
    for kind, (right, _) in KINDS.items():
        at = [n for n, trial in enumerate(trials) if trial.kind == kind]
        labels = Counter(verdicts[n] for n in at)
        passed = [sum(answer[n] for n in at) for answer in systems.values()]
        rows.append([kind, len(at), skipped[kind], "all" if kind in FAITHFUL else "none", *passed])
        all_labels = ", ".join(f"{label} {n}" for label, n in labels.most_common())
        calls.append([kind, share(sum(labels[label] for label in right), len(at)), all_labels])
    wanted = [t.kind in FAITHFUL for t in trials]
    good = [sum(w == a for w, a in zip(wanted, answer, strict=True)) for answer in systems.values()]
    rows.append(["right decisions", len(trials), "", "", *(f"{n / len(trials):.3f}" for n in good)])
    print("Passed as printed (ours: exact or near-exact):\n")
    table(("quotations", "tried", "no place", "should pass", *systems), rows)
    print("Our verdicts:\n")
    table(("quotations", "right", "all verdicts"), calls)


if __name__ == "__main__":
    sys.exit(main())
