"""Reports made by hand: a small one of every kind of cell, a hostile one, and a large one; and reviews likewise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verifier.datamodel import (
    Article,
    Claim,
    ClaimStatus,
    DiffersOn,
    DiffOp,
    Entity,
    Finding,
    Form,
    Hop,
    Mark,
    Member,
    MemberRelation,
    Origin,
    Place,
    Provenance,
    Quote,
    QuoteCheck,
    Report,
    Review,
    ReviewFinding,
    Severity,
    Span,
    Speaker,
    SpeakerHit,
    Utterance,
    Verdict,
)

__all__ = ["HOSTILE", "empty", "hostile", "hostile_review", "large", "review", "sample"]

ARTICLES = (
    Article(
        "a1",
        "Flood closes the harbour\n"
        "The harbour of Porto Novo was closed on Monday. At least 12 people died, the mayor's office said.\n"
        '"This is a temporary measure, nothing more," harbour master Ines Duarte told reporters.\n'
        "The water rose two metres in one night.",
        title="Flood closes the harbour",
        outlet="The Daily Tide",
        url="https://tide.example/harbour?a=1&b=2",
        published="2031-03-04",
        language="en",
        agencies=("Coast Wire",),
    ),
    Article(
        "a2",
        "On Monday the harbour of Porto Novo was closed. At least 12 people died, according to the mayor's office.\n"
        '"This is a temporary measure, nothing more," Ines Duarte, the harbour master, said.',
        title="Porto Novo harbour shut",
        outlet="Morning Herald",
        published="2031-03-04",
        agencies=("Coast Wire",),
        evidence=(("note", "Translated by machine."),),
    ),
    Article(
        "a3",
        "Porto Novo shut its harbour on Monday. The death toll rose to 19, the mayor's office said.\n"
        'Harbour master Inês Duarte called it "a passing step" and nothing more.',
        title="Toll rises",
        outlet="Radio Norte",
        url="http://norte.example/1#top",
        published="2031-03-05",
    ),
    Article(
        "a4",
        "The harbour stayed open on Monday, the port workers' union said. "
        "The water rose two metres in one night, it said.",
        outlet="Dockside",
    ),
)


def _span(article: Article, words: str) -> Span:
    start = article.text.index(words)
    return Span(start, start + len(words))


def _member(
    number: int,
    words: str,
    relation: MemberRelation,
    origin: str | None,
    differs: Sequence[DiffersOn] = (),
    diff: Sequence[DiffOp] = (),
    speaker: SpeakerHit | None = None,
    cue: str | None = None,
) -> Member:
    article = ARTICLES[number - 1]
    reasons = (Finding("reader", 0.91, "the reader takes the claim to follow from the sentence"),)
    return Member(
        article.id, _span(article, words), words, relation, tuple(differs), speaker, cue, tuple(diff), origin, reasons
    )


def _claim(id_: str, status: ClaimStatus, members: Sequence[Member], origins: int, primary: str | None = None) -> Claim:
    inside = {member.article for member in members}
    agree = {member.article for member in members if member.relation != "contradicts"}
    silent = tuple(article.id for article in ARTICLES if article.id not in inside)
    return Claim(id_, members[0].exact, status, tuple(members), silent, len(agree), origins, primary)


OFFICE = SpeakerHit("the mayor's office", "Mayor of Porto Novo", "city government", "not-asked")
ORIGINS = (
    Origin(
        "wire",
        "Coast Wire",
        ("a1", "a2"),
        (Finding("reused-text", 0.81, "a1 and a2 have 31 runs of 5 words in common"),),
        possible=(Finding("parallel-sentences", 0.3, "2 of 9 sentences of a3 have their like in a1"),),
    ),
    Origin("own-a3", "Radio Norte", ("a3",), kind="own"),
    Origin("own-a4", "Dockside", ("a4",), kind="own"),
)


def _claims() -> tuple[Claim, ...]:
    closed = _claim(
        "harbour-closed",
        "contradicted",
        [
            _member(1, "The harbour of Porto Novo was closed on Monday.", "verbatim", "wire"),
            _member(2, "On Monday the harbour of Porto Novo was closed.", "near-verbatim", "wire"),
            _member(
                3,
                "Porto Novo shut its harbour on Monday.",
                "paraphrase",
                "own-a3",
                diff=[
                    ("delete", "The harbour of", ""),
                    ("equal", "Porto Novo", "Porto Novo"),
                    ("replace", "was closed", "shut its harbour"),
                    ("equal", "on Monday", "on Monday"),
                ],
            ),
            _member(
                4,
                "The harbour stayed open on Monday",
                "contradicts",
                "own-a4",
                [DiffersOn("polarity", "was closed", "stayed open", "real", "closed and open are opposites")],
            ),
        ],
        2,
    )
    toll = _claim(
        "toll",
        "updated",
        [
            _member(1, "At least 12 people died", "verbatim", "wire", speaker=OFFICE, cue="said"),
            _member(2, "At least 12 people died", "verbatim", "wire", speaker=OFFICE, cue="according to"),
            _member(
                3,
                "The death toll rose to 19",
                "contradicts",
                "own-a3",
                [DiffersOn("number", "12", "19", "update", "a later article counts more")],
                speaker=OFFICE,
            ),
        ],
        1,
        "the mayor's office",
    )
    rose = _claim(
        "water",
        "corroborated",
        [
            _member(1, "The water rose two metres in one night.", "verbatim", "wire"),
            _member(4, "The water rose two metres in one night, it said.", "extends", "own-a4"),
        ],
        2,
    )
    measure = _claim(
        "measure",
        "same-origin",
        [
            _member(1, "This is a temporary measure, nothing more,", "verbatim", "wire"),
            _member(2, "This is a temporary measure, nothing more,", "reworded", "wire"),
            _member(2, "the harbour master, said", "partial", "wire"),
        ],
        1,
    )
    return closed, toll, rose, measure


def _quote(number: int, words: str, printed: str) -> tuple[Quote, str]:
    article = ARTICLES[number - 1]
    speaker = Speaker(printed, _span(article, printed), "Ines Duarte", "harbour master")
    quote = Quote(f"{article.id}:q0", article.id, (_span(article, words),), "direct", speaker)
    return quote, next(line for line in article.text.split("\n") if words in line)


def sample() -> Report:
    """Four articles of three origins, and one of every kind of answer."""
    said = Utterance(
        "u1",
        "Ines Duarte",
        (
            _quote(1, "This is a temporary measure, nothing more,", "Ines Duarte"),
            _quote(2, "This is a temporary measure, nothing more,", "Ines Duarte"),
            _quote(3, "a passing step", "Inês Duarte"),
        ),
    )
    once = _claim("once", "single-outlet", [_member(4, "The harbour stayed open on Monday", "verbatim", "own-a4")], 1)
    duarte = Entity(
        "e1",
        "Ines Duarte",
        "person",
        (Form("Ines Duarte", "standard", ("a1", "a2"), 2), Form("Inês Duarte", "variant", ("a3",), 1)),
        ("harbour master",),
    )
    answer = Verdict("a temporary measure", None, "exact", "not-asked", (), (), None, 2, ORIGINS[:1])
    return Report(
        ARTICLES,
        _claims(),
        (once,),
        ORIGINS,
        (said,),
        (duarte, Entity("e2", "Porto Novo", "place", (Form("Porto Novo", "standard", ("a1",), 1),))),
        (("a1", "title", 1), ("a2", "disclaimer", 2)),
        (
            QuoteCheck(1, "a temporary measure", None, answer),
            QuoteCheck(2, "", None, None, "the row has no quotation"),
        ),
        (("fake-encoder", "0" * 64),),
        (("relation threshold", "0.5"), ("verifier", "0.1.0"), ("limit-1", "Only what is printed.")),
        (),
        (
            Provenance(
                "a2",
                "Morning Herald",
                ("Coast Wire",),
                (
                    Hop("Coast Wire", "agency", "with Coast Wire"),
                    Hop("machine", "translation", "Translated by machine."),
                ),
                ("wire",),
            ),
        ),
    )


def empty() -> Report:
    """Of no article."""
    return Report((), (), (), (), (), ())


HOSTILE = (
    "<script>window.hacked = 1</script>",
    '"><img src="https://evil.example/x.png" onerror="window.hacked = 1">',
    "</style><style>@import url(https://evil.example/x.css);</style>",
    "'onmouseover='window.hacked = 1",
    "{{ 7 * 7 }} {% raise %}",
    "innocent \u202eytliug\u202c \u2066text\u2069",
    "\u05e9\u05dc\u05d5\u05dd (1) \u0645\u0631\u062d\u0628\u0627",
    "W" * 10_000,
    '=HYPERLINK("https://evil.example")',
    "\x1b[2J\x00\x07 bell \ud800 half",
    "--><!--<script>",
    "javascript:window.hacked = 1",
)


def hostile() -> Report:
    """The words of `HOSTILE` in every field that an article can fill."""
    articles = tuple(
        Article(
            words[:60],
            f"{words}\n{words} and {HOSTILE[0]}.",
            title=words,
            outlet=words,
            url=words if number % 2 else f"https://news.example/{words}",
            published="2031-03-04",
            language=words,
            agencies=(words,),
            evidence=(("note", words),),
        )
        for number, words in enumerate(HOSTILE)
    )
    hit = SpeakerHit(HOSTILE[0], HOSTILE[1], HOSTILE[2], "not-asked")
    claims = []
    for number, words in enumerate(HOSTILE):
        finding = Finding(words, 0.5, words)
        members = tuple(
            Member(
                article.id,
                Span(0, len(article.text.partition("\n")[0])),
                article.text.partition("\n")[0],
                "contradicts" if other else "verbatim",
                (DiffersOn("number", words, words, "update", words),),
                hit,
                words,
                (("replace", words, words),),
                words[:60],
                (finding,),
            )
            for other, article in enumerate((articles[number], articles[number - 1]))
        )
        claims.append(Claim(words[:50], words, "contradicted", members, (), 1, 1, words, (finding,)))
    speaker = Speaker(HOSTILE[0], None, HOSTILE[1], HOSTILE[2])
    quotes = [Quote(f"q{n}", a.id, (Span(0, len(HOSTILE[n])),), "direct", speaker) for n, a in enumerate(articles)]
    return Report(
        articles,
        tuple(claims),
        tuple(replace(claim, id=f"once-{claim.id}", members=claim.members[:1]) for claim in claims),
        tuple(
            Origin(words[:60], words, (articles[n].id, articles[n - 1].id), (Finding(words, 0.5, words),))
            for n, words in enumerate(HOSTILE)
        ),
        (Utterance("u", HOSTILE[1], tuple((quote, HOSTILE[0]) for quote in quotes)),),
        tuple(
            Entity(
                words,
                words,
                "person",
                (Form(words, "standard", (articles[n].id,), 1), Form(words, "typo", (articles[n].id,), 1)),
                (words,),
            )
            for n, words in enumerate(HOSTILE)
        ),
        tuple((article.id, "title", 1) for article in articles),
        tuple(QuoteCheck(n, words, words, None, words) for n, words in enumerate(HOSTILE)),
        tuple((words, words) for words in HOSTILE),
        tuple((words, words) for words in HOSTILE),
        tuple(Finding(words, 0.5, words) for words in HOSTILE),
        tuple(
            Provenance(article.id, words, (words,), (Hop(words, "agency", words),), (), Span(0, 5))
            for article, words in zip(articles, HOSTILE, strict=True)
        ),
    )


def large(articles: int, claims: int) -> Report:
    """Many articles, every fifth of them a copy of the one before; each claim told by three articles."""
    pile = tuple(
        Article(
            f"n{n:03}",
            "\n".join(f"Statement {k} of report {n} counts {k * 3} boats in bay{n:03}." for k in range(claims // 50)),
            outlet=f"Gazette No {n}",
            url=f"https://news.example/{n}",
            published=f"2031-03-{n % 28 + 1:02}",
        )
        for n in range(articles)
    )
    lines = claims // 50
    found = []
    for number in range(claims):
        members = []
        for step in range(3):
            article = pile[(number * 7 + step * (1 + number % 5)) % articles]
            line = article.text.split("\n")[number % lines]
            start = article.text.index(line)
            relation: MemberRelation = ("verbatim", "paraphrase", "contradicts" if number % 4 == 0 else "partial")[step]
            members.append(Member(article.id, Span(start, start + len(line)), line, relation))
        inside = {member.article for member in members}
        status: ClaimStatus = ("contradicted", "corroborated", "same-origin", "single-outlet")[number % 4]
        silent = tuple(a.id for a in pile if a.id not in inside)
        found.append(Claim(f"k{number}", members[0].exact, status, tuple(members), silent, 3, 2))
    shared = tuple(
        Origin(f"text-{n}", f"Wire {n}", (f"n{n:03}", f"n{n + 1:03}"), (Finding("reused-text", 0.6, "common runs"),))
        for n in range(0, articles - 1, 5)
    )
    return Report(pile, tuple(found), (), shared, (), ())


def review() -> Review:
    """An article with a finding of each severity, one of them ignored."""
    article = ARTICLES[1]
    sibling = ARTICLES[0]
    place = Place(sibling.id, _span(sibling, "Ines Duarte"), "Ines Duarte")

    def finding(number: int, words: str, severity: Severity, mark: Mark | None = None) -> ReviewFinding:
        return ReviewFinding(
            f"f{number}",
            article.id,
            _span(article, words),
            words,
            "fix",
            severity,
            "name",
            "Inês",
            "why",
            "a-rule",
            (place,),
            mark,
        )

    found = (
        finding(1, "At least 12 people", "critical"),
        finding(2, "temporary measure", "major"),
        finding(3, "Ines Duarte", "minor"),
        finding(4, "said", "minor", "ignored"),
    )
    return Review(article, (sibling.id,), found, (("fake", "0" * 64),), (Finding("a-note", 0.5, "A note."),))


def hostile_review() -> Review:
    """The words of `HOSTILE` as the article, its findings and their evidence."""
    text = "\n".join(f"{words} and so on." for words in HOSTILE)
    article = Article(HOSTILE[0], text, title=HOSTILE[1], outlet=HOSTILE[2])
    found = []
    for number, words in enumerate(HOSTILE):
        span = Span(text.index(words), text.index(words) + len(words))
        place = Place(words, span, words)
        found.append(
            ReviewFinding(
                f"f{number}",
                article.id,
                span,
                words,
                "query-original",
                "critical",
                words,
                words,
                words,
                words,
                (place,),
            )
        )
    return Review(article, HOSTILE, tuple(found), (), tuple(Finding(words, 0.5, words) for words in HOSTILE))
