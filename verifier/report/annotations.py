"""The report as W3C Web Annotations (JSON-LD), for tools that show notes upon a text.

One annotation for each sentence of a claim and one for each quotation. Its target is the article with two selectors,
the words and their position (https://www.w3.org/TR/annotation-model/); its bodies say how the words tell the claim,
or who is said to have said them. An article without an address on the web gets a URN, as do claims and annotations.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from verifier import __version__
from verifier.datamodel import Article, Claim, Json, Member, Quote, Report, Span
from verifier.report.links import safe_url

__all__ = ["annotations"]

CONTEXT = 32
"""Code points of `prefix` and `suffix`, as in every selector of this program."""


def annotations(report: Report) -> Json:
    """An AnnotationCollection of one page, in the order of the claims, then of the quotations."""
    articles = {article.id: article for article in report.articles}
    items = [*_of_claims(report, articles), *_of_quotes(report, articles)]
    identity = "urn:verifier:report"
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": identity,
        "type": "AnnotationCollection",
        "label": "What the articles print: claims and quotations",
        "generator": {
            "id": "urn:verifier",
            "type": "Software",
            "name": f"verifier {__version__}",
            "models": dict(sorted(report.models)),
        },
        "total": len(items),
        "first": {
            "id": f"{identity}:page:1",
            "type": "AnnotationPage",
            "partOf": identity,
            "startIndex": 0,
            "items": items,
        },
    }


def _of_claims(report: Report, articles: Mapping[str, Article]) -> Iterator[Json]:
    """One annotation a member: how it tells the claim, and the claim as that which it is about."""
    for claim in (*report.claims, *report.single):
        for number, member in enumerate(claim.members):
            about = _urn("claim", claim.id)
            yield {
                "id": f"{about}:{number}",
                "type": "Annotation",
                "motivation": "classifying",
                "body": [
                    {"type": "TextualBody", "purpose": "classifying", "value": member.relation, "format": "text/plain"},
                    {"type": "TextualBody", "purpose": "describing", "value": _said(claim, member), "language": "en"},
                    {"type": "SpecificResource", "purpose": "linking", "source": about},
                ],
                "target": _target(articles[member.article], member.span),
            }


def _of_quotes(report: Report, articles: Mapping[str, Article]) -> Iterator[Json]:
    """One annotation a quotation: who is said to have said it."""
    for utterance in report.utterances:
        for one, _ in utterance.places:
            yield {
                "id": _urn("quote", one.id),
                "type": "Annotation",
                "motivation": "identifying",
                "body": [
                    {"type": "TextualBody", "purpose": "identifying", "value": _speaker(one), "language": "en"},
                    {"type": "SpecificResource", "purpose": "linking", "source": _urn("utterance", utterance.id)},
                ],
                "target": [_target(articles[one.article], span) for span in one.content],
            }


def _said(claim: Claim, member: Member) -> str:
    """What the report says of a member, in a sentence or two."""
    parts = [f"{member.relation}: the claim “{claim.text}” ({claim.status})"]
    parts += [
        f"differs on {one.dimension} ({one.reading}): the claim has “{one.here}”, this “{one.there}”"
        for one in member.differs_on
    ]
    if member.speaker:
        parts.append(f"said by {member.speaker.name or member.speaker.printed}")
    return "; ".join(parts)


def _speaker(one: Quote) -> str:
    who = one.speaker
    return f"printed as said by {who.printed}" + (f" ({who.name})" if who.name else "") if who else "nobody named"


def _target(article: Article, span: Span) -> Json:
    """The words, twice selected: by themselves, and by their position in code points, as the standard counts."""
    text = article.text
    return {
        "type": "SpecificResource",
        "source": safe_url(article.url) or _urn("article", article.id),
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": span.of(text),
                "prefix": text[max(0, span.start - CONTEXT) : span.start],
                "suffix": text[span.end : span.end + CONTEXT],
            },
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
        ],
    }


def _urn(kind: str, name: str) -> str:
    """An IRI in ASCII, whatever a name holds."""
    return f"urn:verifier:{kind}:{quote(name, safe='', errors='replace')}"
