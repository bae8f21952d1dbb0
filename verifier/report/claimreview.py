"""Drafts of schema.org ClaimReview, one for each claim, for a person to finish.

The program knows who printed a claim; whether it is true it does not. So a draft has everything but a verdict: no
`reviewRating`, no author, no date, and the word "draft" where a reader and a machine will both see it
(https://schema.org/ClaimReview, https://schema.org/creativeWorkStatus).
"""

from __future__ import annotations

from collections.abc import Mapping

from verifier import __version__
from verifier.datamodel import Article, Claim, Json, Report
from verifier.report.links import safe_url

__all__ = ["drafts"]

NOTE = (
    "Draft made by a program from the articles alone. It says who printed the claim, not whether it is true. A person "
    "must judge it, add reviewRating, author, url and datePublished, and take this note away before it is published."
)


def drafts(report: Report) -> Json:
    """One JSON-LD graph of ClaimReview drafts, in the order of the report's claims."""
    articles = {article.id: article for article in report.articles}
    return {
        "@context": "https://schema.org",
        "@graph": [_draft(claim, articles) for claim in report.claims],
    }


def _draft(claim: Claim, articles: Mapping[str, Article]) -> Json:
    told = dict.fromkeys(member.article for member in claim.members if member.relation != "contradicts")
    against = [one for one in dict.fromkeys(member.article for member in claim.members) if one not in told]
    item: Json = {
        "@type": "Claim",
        "identifier": claim.id,
        "text": claim.text,
        "appearance": [_appearance(articles[one]) for one in told],
    }
    if author := _author(claim):
        item["author"] = author
    made: Json = {
        "@type": "ClaimReview",
        "creativeWorkStatus": "Draft",
        "description": NOTE,
        "claimReviewed": claim.text,
        "itemReviewed": item,
        "reviewBody": _found(claim, articles, against),
        "sdPublisher": {"@type": "SoftwareApplication", "name": f"verifier {__version__}"},
    }
    if against:
        made["citation"] = [_appearance(articles[one]) for one in against]
    return made


def _found(claim: Claim, articles: Mapping[str, Article], against: list[str]) -> str:
    """What the pile shows, as a start for whoever writes the review."""
    words = [f"Printed by {_counted(claim.outlets, 'outlet')} of {_counted(claim.origins, 'independent origin')}"]
    if against:
        words.append("otherwise in " + ", ".join(articles[one].outlet or one for one in against))
    if claim.primary:
        words.append(f"all credit {claim.primary}")
    return f"{'; '.join(words)}. Status: {claim.status}."


def _author(claim: Claim) -> Json | None:
    """Who is said to have said it, if all members that name somebody name the same one."""
    names = {member.speaker.name or member.speaker.printed for member in claim.members if member.speaker}
    names = {claim.primary} if claim.primary else names
    return {"@type": "Thing", "name": names.pop()} if len(names) == 1 else None


def _appearance(article: Article) -> Json:
    fields = {
        "url": safe_url(article.url),
        "headline": article.title,
        "datePublished": article.published,
        "inLanguage": article.language,
        "identifier": article.id,
        "publisher": {"@type": "Organization", "name": article.outlet} if article.outlet else None,
    }
    return {"@type": "NewsArticle", **{name: value for name, value in fields.items() if value}}


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
