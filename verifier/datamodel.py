"""The types every stage speaks, in pipeline order. Frozen, standard library only, no behaviour beyond self-description.

All offsets are code points into `Article.text`, end excluded, so that ``article.text[start:end]`` is what was printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal[
    "title", "body", "heading", "caption", "counter", "teaser", "disclaimer", "metadata", "credit", "pull-quote"
]
"""What a line of an article is. Only `body` is evidence; everything else is furniture, kept in the text."""

MentionKind = Literal["person", "organisation", "place", "group", "other"]
QuoteKind = Literal["direct", "mixed", "indirect", "scare", "title"]
Marks = Literal["inside", "across", "outside", "heading", "not-speech"]
WordingLabel = Literal["exact", "near-exact", "omission", "stitched", "reworded", "reported", "altered", "related"]
VerdictLabel = Literal[
    "exact",
    "near-exact",
    "boundary",
    "omission",
    "stitched",
    "altered",
    "reworded",
    "reported",
    "not-a-quote",
    "not-found",
]
SpeakerVerdict = Literal["match", "variant", "ambiguous", "misattributed", "unattributed", "not-asked"]
Dimension = Literal[
    "number",
    "place",
    "agent",
    "time",
    "polarity",
    "degree",
    "attribution",
    "wording",
    "name",
    "patient",
    "cause",
    "certainty",
    "identity",
]
"""What two statements differ on."""
Reading = Literal["real", "update", "scope", "translation", "format", "unresolved"]
"""Why they may differ: `real` nothing excuses it; `update` a later count; `scope` another place, period or group;
`format` one number printed in two ways; `unresolved` the articles do not tell."""
Stance = Literal["states", "partly", "contradicts", "unresolved", "related"]
"""What a sentence says of a claim. `unresolved`: it is about the same, but whether it agrees cannot be told."""
ClaimLabel = Literal["stated", "partly", "contradicted", "both", "related", "not-found"]
MemberRelation = Literal["verbatim", "near-verbatim", "paraphrase", "reworded", "partial", "extends", "contradicts"]
"""How a sentence tells a claim, against the claim's reference wording. `extends`: it says the claim and more."""
OriginKind = Literal["text", "statement", "own"]
"""What the members of an origin share: a `text` that was passed on, or one `statement` that each of them quotes at
length; `own`: passages of one article that no other has."""
HopKind = Literal["agency", "outlet", "translation", "article"]
ClaimStatus = Literal["corroborated", "same-origin", "single-outlet", "updated", "contradicted", "unresolved"]
ReviewAction = Literal["fix", "query-original", "quote-at-risk", "style", "remove"]
Severity = Literal["critical", "major", "minor"]
Mark = Literal["accepted", "queried", "ignored"]
"""What an editor has decided about a finding of a review."""
DiffOp = tuple[Literal["equal", "replace", "insert", "delete"], str, str]
"""One step of a word diff: operation, words of the query, words of the source."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words it covers."""
        return text[self.start : self.end]

    def overlap(self, other: Span) -> int:
        """Number of code points shared with `other`."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Finding:
    """A named, scored reason that a person can dispute. `score` is in [0, 1]; `detail` is a sentence for the reader."""

    name: str
    score: float
    detail: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was received. `evidence` says where each piece of metadata was printed: (field, words)."""

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    agencies: tuple[str, ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line that is not blank, without its outer white space. `why` names the rule that gave its role.

    `continues`: it goes on with the paragraph of the line before (a newline inside a sentence, a hard-wrapped text).
    """

    span: Span
    role: Role
    why: str
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or one line of furniture. `ordinal` counts within the article from 0; `paragraph` likewise."""

    article: str
    ordinal: int
    span: Span
    role: Role
    paragraph: int


@dataclass(frozen=True, slots=True)
class Mention:
    """One printed name. `role` is what the article calls its bearer there ("Kenyan Defense Minister"), if anything.

    `same_as` names other forms that the text itself equates with this one, each with the rule that says so:
    ``(("WFP", "acronym defined in the text"),)``.
    """

    article: str
    span: Span
    text: str
    kind: MentionKind
    role: str | None = None
    same_as: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling of an entity's name. `status`: standard, variant, alias, acronym, typo, surname or description."""

    form: str
    status: str
    articles: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Entity:
    """The person, organisation or place behind mentions of many articles, with the evidence for every join."""

    id: str
    name: str
    kind: MentionKind
    forms: tuple[Form, ...]
    roles: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is quoted: as `printed` at `span` ("He"), the `name` it resolves to in that article, and the `role` given."""

    printed: str
    span: Span | None
    name: str | None
    role: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """One attribution: what was said (`content`, without its quotation marks), by whom, introduced by which cue."""

    id: str
    article: str
    content: tuple[Span, ...]
    kind: QuoteKind
    speaker: Speaker | None = None
    cue: Span | None = None

    @property
    def span(self) -> Span:
        """From the first to the last code point of the content."""
        return Span(self.content[0].start, self.content[-1].end)


@dataclass(frozen=True, slots=True)
class Wording:
    """How the words of a query stand in one place of a source.

    `span` covers the matched source words; `pieces` has more than one element if the words stand apart.
    `similarity` in [0, 1] is the share of the query's words that the source prints in order.
    """

    label: WordingLabel
    span: Span
    pieces: tuple[Span, ...]
    diff: tuple[DiffOp, ...]
    similarity: float
    findings: tuple[Finding, ...] = ()


RelationLabel = Literal["entailment", "neutral", "contradiction"]
RELATIONS: tuple[RelationLabel, ...] = ("entailment", "neutral", "contradiction")
"""The labels of a relation model, in the order in which this program gives them."""


@dataclass(frozen=True, slots=True)
class Relation:
    """The meaning of a source sentence against the query. `score` in [0, 1]."""

    label: RelationLabel | Literal["unknown"]
    score: float


@dataclass(frozen=True, slots=True)
class DiffersOn:
    """One thing that a claim says otherwise than a sentence. `here` are the claim's words, `there` the sentence's."""

    dimension: Dimension
    here: str
    there: str
    reading: Reading
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SpeakerHit:
    """The speaker of a hit, and how he compares with the speaker asked for."""

    printed: str
    name: str | None
    role: str | None
    match: SpeakerVerdict


@dataclass(frozen=True, slots=True)
class Hit:
    """One place of one article that prints, rewords, alters or reports the query."""

    article: Article
    sentence: str
    span: Span
    prefix: str
    suffix: str
    wording: WordingLabel
    marks: Marks
    diff: tuple[DiffOp, ...]
    continues: str
    speaker: SpeakerHit | None
    cue: str | None
    relation: Relation
    origin: str | None
    similarity: float
    findings: tuple[Finding, ...] = ()
    pieces: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """The passages of one article that have one origin, in text order."""

    article: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text came from first, the articles that carry it, and why we think so.

    `layers` are the passages, one layer an article, empty where only whole articles were compared. An article may have
    layers of several origins. `agency` is the news agency that the text is credited to. `possible` are reasons, too
    weak to count, for one origin with articles of another.
    """

    id: str
    name: str
    articles: tuple[str, ...]
    evidence: tuple[Finding, ...] = ()
    kind: OriginKind = "text"
    layers: tuple[Layer, ...] = ()
    possible: tuple[Finding, ...] = ()
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One station of a text on its way to the reader, and the words that say so; the article itself has none."""

    name: str
    kind: HopKind
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one article comes from, as far as it or its likeness to others tells.

    `hops` lead from the first source to the article. `disclaimer` says that it was translated. `origins` are ids, that
    of most of its text first.
    """

    article: str
    outlet: str | None
    agencies: tuple[str, ...]
    hops: tuple[Hop, ...]
    origins: tuple[str, ...]
    disclaimer: Span | None = None
    evidence: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to `verify quote`."""

    quote: str
    speaker: str | None
    label: VerdictLabel
    speaker_label: SpeakerVerdict
    hits: tuple[Hit, ...]
    silent: tuple[Article, ...]
    nearest: Hit | None
    outlets: int
    origins: tuple[Origin, ...]
    models: tuple[tuple[str, str], ...] = ()
    searched: int = 0
    findings: tuple[Finding, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ClaimHit:
    """One sentence that bears on a claim: what it says of it, on what it differs, and who is said to have said it."""

    article: Article
    sentence: str
    span: Span
    prefix: str
    suffix: str
    stance: Stance
    relation: Relation
    differs_on: tuple[DiffersOn, ...]
    speaker: SpeakerHit | None
    cue: str | None
    origin: str | None
    similarity: float
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    """The answer to `verify claim`. `outlets` and `origins` are those that state the claim, wholly or in part."""

    claim: str
    label: ClaimLabel
    hits: tuple[ClaimHit, ...]
    silent: tuple[Article, ...]
    nearest: ClaimHit | None
    outlets: int
    origins: tuple[Origin, ...]
    models: tuple[tuple[str, str], ...] = ()
    searched: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One sentence, or the part of it in `span`, that tells a claim; `diff` is against the reference wording."""

    article: str
    span: Span
    exact: str
    relation: MemberRelation
    differs_on: tuple[DiffersOn, ...] = ()
    speaker: SpeakerHit | None = None
    cue: str | None = None
    diff: tuple[DiffOp, ...] = ()
    origin: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """Sentences with the same truth conditions, and those that deny them. `text` is the reference wording, printed.

    `outlets` and `origins` count those whose members do not contradict; `primary` is the one source, such as a
    ministry or a monitor, that all members credit; `silent` are the ids of the articles without a member. A statement
    that only one sentence makes is a claim of one member.
    """

    id: str
    text: str
    status: ClaimStatus
    members: tuple[Member, ...]
    silent: tuple[str, ...]
    outlets: int
    origins: int
    primary: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Utterance:
    """One utterance in all its wordings: each place with its quotation, and who is said to have said it."""

    id: str
    speaker: str | None
    places: tuple[tuple[Quote, str], ...]
    """Each quotation, and its article's sentence around it as printed."""


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """One row of a list of quotations to check: the answer, or what is wrong with the row."""

    row: int
    quote: str
    speaker: str | None
    answer: Verdict | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to `verify report`, over all articles of a case.

    `claims` have members in two or more articles or sentences, `single` are the statements that one sentence alone
    makes. `left_out` gives, per article and role, how many lines of furniture are no evidence. `settings` are the
    thresholds and versions that made it, by name.
    """

    articles: tuple[Article, ...]
    claims: tuple[Claim, ...]
    single: tuple[Claim, ...]
    origins: tuple[Origin, ...]
    utterances: tuple[Utterance, ...]
    entities: tuple[Entity, ...]
    left_out: tuple[tuple[str, Role, int], ...] = ()
    checks: tuple[QuoteCheck, ...] = ()
    models: tuple[tuple[str, str], ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    provenance: tuple[Provenance, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Some words of an article."""

    article: str
    span: Span
    exact: str


@dataclass(frozen=True, slots=True)
class ReviewFinding:
    """What an editor should look at in a translated article, and the places of its siblings that say so.

    `id` stays the same as long as the words and the kind of fault do, so that a mark is kept. `rule` names what found
    it; a finding has evidence or is of a rule that needs none, such as a number format.
    """

    id: str
    article: str
    span: Span
    exact: str
    action: ReviewAction
    severity: Severity
    type: str
    suggestion: str | None
    why: str
    rule: str
    evidence: tuple[Place, ...] = ()
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """The answer to `verify review`: the findings on one article, in text order."""

    article: Article
    siblings: tuple[str, ...]
    findings: tuple[ReviewFinding, ...]
    models: tuple[tuple[str, str], ...] = ()
    notes: tuple[Finding, ...] = ()


Json = dict[str, Any]
