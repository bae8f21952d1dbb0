"""The pages in a real browser: they do what they promise, fetch nothing, and let no article do anything.

Debian's chromium, headless, driven by playwright; `.ci/run` installs it. Without one these tests are skipped, with the
reason.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from reportwork import hostile, hostile_review, large, review, sample

from verifier.datamodel import Span
from verifier.report.html import page as html_page
from verifier.report.links import link
from verifier.report.review import as_html

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
"""The browser: $CHROMIUM, or the first of these on the PATH."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None,
        reason=f"no browser: none of {', '.join(NAMES)} is on the PATH (on Debian: apt install chromium), "
        "and $CHROMIUM names none",
    ),
]

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=CHROMIUM,
            # As root, as in a container, chromium has no sandbox; and it shall not call home.
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages as files, by name."""
    folder = tmp_path_factory.mktemp("pages")
    made = {
        name: html_page(one) for name, one in (("sample", sample()), ("hostile", hostile()), ("large", large(60, 300)))
    }
    made |= {"review": as_html(review()), "hostile-review": as_html(hostile_review())}
    for name, text in made.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.fixture
def open_page(browser: Browser, pages: dict[str, Path]) -> Iterator[Open]:
    """Opens a page of a given width. At the end: nothing was fetched but the file, and the console is empty."""
    wrong: list[str] = []
    contexts = []

    def opened(name: str, width: int = 1400, hash_: str = "", **options: object) -> Page:
        url = pages[name].as_uri()
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: wrong.append(f"console: {message.text}"))
        tab.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        tab.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
        tab.on("request", lambda request: wrong.append(f"request: {request.url}") if request.url != url else None)
        tab.goto(url + hash_)
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def shown(tab: Page) -> list[str]:
    """The first words of the claims that are visible, in their order."""
    return [row.inner_text().strip() for row in tab.locator(".matrix tbody tr:visible th").all()]


CLAIMS = [
    "The harbour of Porto Novo was closed on Monday.",
    "At least 12 people died",
    "The water rose two metres in one night.",
    "This is a temporary measure, nothing more,",
]


def test_filter_by_status(open_page: Open) -> None:
    tab = open_page("sample")
    assert shown(tab) == CLAIMS
    tab.uncheck("input[value=contradicted]")
    tab.uncheck("input[value=updated]")
    assert shown(tab) == CLAIMS[2:]
    assert tab.inner_text("#count") == "2 of 4 claims"
    tab.check("input[value=updated]")
    assert shown(tab) == CLAIMS[1:]


@pytest.mark.parametrize(
    ("words", "found"),
    [("harbour", [0, 2, 3]), ("PASSING", []), ("death toll 19", [0, 1]), ("opposites", [0]), ("", [0, 1, 2, 3])],
)
def test_search_reads_the_sentences_too(open_page: Open, words: str, found: list[int]) -> None:
    tab = open_page("sample")
    tab.fill("#find", words)
    assert set(shown(tab)) >= {CLAIMS[n] for n in found} or not found
    assert (tab.inner_text("#count") == "all 4 claims") == (len(shown(tab)) == 4)


def test_sort(open_page: Open) -> None:
    tab = open_page("sample")
    origins, claim = tab.locator("th[data-sort=origins]"), tab.locator("th[data-sort=text]")
    counts = ".matrix tbody td.last"
    origins.get_by_role("button").click()
    assert tab.locator(counts).all_inner_texts() == ["2", "2", "1", "1"]
    assert origins.get_attribute("aria-sort") == "ascending"
    origins.get_by_role("button").click()
    assert tab.locator(counts).all_inner_texts() == ["1", "1", "2", "2"]
    claim.get_by_role("button").press("Enter")
    assert shown(tab) == sorted(CLAIMS)
    assert (origins.get_attribute("aria-sort"), claim.get_attribute("aria-sort")) == ("none", "ascending")
    for _ in range(2):
        claim.get_by_role("button").click()
    assert shown(tab) == CLAIMS, "the third time, the order of the report again"


def test_sort_by_a_source(open_page: Open) -> None:
    """Who contradicts stands first, who is silent last."""
    tab = open_page("sample")
    tab.locator("th[data-sort=source]", has_text="Dockside").get_by_role("button").click()
    assert shown(tab)[:2] == [CLAIMS[0], CLAIMS[2]]


def test_a_drawer_by_mouse(open_page: Open) -> None:
    tab = open_page("sample")
    drawer, button = tab.locator("#claim-toll"), tab.get_by_role("button", name=CLAIMS[1], exact=True)
    assert not drawer.is_visible()
    button.click()
    assert drawer.is_visible()
    assert button.get_attribute("aria-expanded") == "true"
    assert "The death toll rose to 19" in drawer.inner_text()
    drawer.get_by_role("button", name="Close").click()
    assert not drawer.is_visible()
    assert button.get_attribute("aria-expanded") == "false"
    tab.locator(".matrix tbody tr").nth(2).locator("td").nth(2).click()  # any cell of the row
    assert tab.locator("#claim-water").is_visible()
    assert tab.locator(".claim:visible").count() == 1


def test_a_drawer_by_keyboard(open_page: Open) -> None:
    tab = open_page("sample")
    button = tab.get_by_role("button", name=CLAIMS[0], exact=True)
    button.focus()
    tab.keyboard.press("Enter")
    assert tab.locator("#claim-harbour-closed").is_visible()
    assert tab.evaluate("document.activeElement.id") == "claim-harbour-closed-t", (
        "a screen reader starts at its heading"
    )
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('.claim').id") == "claim-harbour-closed"
    tab.keyboard.press("Escape")
    assert not tab.locator("#claim-harbour-closed").is_visible()
    assert button.evaluate("one => one === document.activeElement"), "back to where the reader was"


def test_the_page_can_be_walked_by_keyboard(open_page: Open) -> None:
    tab = open_page("sample")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    assert tab.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]
    tab.keyboard.press("Enter")
    reached = []
    for _ in range(12):
        tab.keyboard.press("Tab")
        reached.append(tab.evaluate("document.activeElement.id || document.activeElement.tagName"))
        outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or tab.evaluate("document.activeElement.matches('.toggle input')")
    assert "find" in reached


def test_an_address_with_a_claim_opens_it(open_page: Open) -> None:
    assert open_page("sample", hash_="#claim-water").locator("#claim-water").is_visible()


def test_without_script(open_page: Open) -> None:
    """The table is whole, drawers still open, and no tool stands there that would do nothing."""
    tab = open_page("sample", java_script_enabled=False)
    assert tab.locator(".matrix tbody tr:visible").count() == 4
    assert not tab.locator("#tools").is_visible()
    tab.get_by_role("button", name=CLAIMS[0], exact=True).click()
    assert tab.locator("#claim-harbour-closed").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
@pytest.mark.parametrize("name", ["sample", "hostile", "large", "review", "hostile-review"])
def test_nothing_runs_over_the_edge(open_page: Open, name: str, width: int, scheme: str) -> None:
    tab = open_page(name, width=width, color_scheme=scheme)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    paper, ink = (tab.evaluate(f"getComputedStyle(document.body).{one}") for one in ("backgroundColor", "color"))
    assert (_light(paper) > _light(ink)) == (scheme == "light")


def _light(colour: str) -> int:
    """ "rgb(252, 251, 248)" -> 751."""
    return sum(int(part) for part in colour[4:-1].split(","))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "width"), [("sample", 390), ("sample", 1400), ("review", 1400)])
def test_nothing_stands_in_the_way_of_a_screen_reader(open_page: Open, name: str, width: int, scheme: str) -> None:
    """What axe-core can tell: names, roles, landmarks, headings of tables, contrast; with a drawer open, too."""
    tab = open_page(name, width=width, color_scheme=scheme, bypass_csp=True)
    assert [one["id"] for one in Axe().run(tab).response["violations"]] == []
    if name == "sample":
        tab.get_by_role("button", name=CLAIMS[0], exact=True).click()
        assert [one["id"] for one in Axe().run(tab).response["violations"]] == []


def test_hostile_words_do_nothing(open_page: Open) -> None:
    tab = open_page("hostile")
    for button in tab.locator(".matrix tbody button").all():
        button.click()
        tab.keyboard.press("Escape")
    for summary in tab.locator("summary:visible").all():
        summary.click()
    tab.hover(".masthead")
    tab.fill("#find", '"><img src=x onerror="window.hacked = 1">')
    assert tab.evaluate("window.hacked") is None
    assert tab.locator("img, iframe, script, style").count() == 2
    assert tab.evaluate("document.title").startswith("Corroboration report")


def test_hostile_words_do_nothing_in_a_review(open_page: Open) -> None:
    tab = open_page("hostile-review")
    for summary in tab.locator("summary:visible").all():
        summary.click()
    assert tab.evaluate("window.hacked") is None
    assert tab.locator("img, iframe, script, style").count() == 1


def test_notes_and_their_places_lead_to_each_other(open_page: Open) -> None:
    tab = open_page("review")
    notes = tab.locator(".review-note")
    assert notes.count() == 3, "what an editor has ignored stands apart"
    for link_ in tab.locator(".review-note .what a, sup a").all():
        assert tab.locator(str(link_.get_attribute("href"))).count() == 1


def test_a_big_pile_stays_usable(open_page: Open) -> None:
    tab = open_page("large")
    assert len(shown(tab)) == 50
    assert tab.inner_text("#count") == "all 300 claims, the first 50 shown"
    tab.locator("#more button").click()
    assert len(shown(tab)) == 100
    columns = tab.locator(".sources th:visible")
    tab.fill("#find", "boats bay017")
    rows = len(shown(tab))
    assert 0 < rows < 20
    assert 0 < columns.count() <= 3 * rows, "only the sources that print something of them"
    span = sum(int(head.get_attribute("colspan") or 1) for head in tab.locator(".group:visible").all())
    assert span == columns.count()
    tab.uncheck("#only")
    assert columns.count() == 60
    tab.locator(".frame").evaluate("one => one.scrollTo(2000, 300)")
    frame, first = tab.locator(".frame").bounding_box(), tab.locator(".matrix thead th.first").bounding_box()
    assert frame and first
    assert abs(first["x"] - frame["x"]) <= 2 and abs(first["y"] - frame["y"]) <= 2, "head and first column stay"


def test_on_paper(open_page: Open) -> None:
    """Drawers and details are open, tools are gone, and it makes a PDF."""
    tab = open_page("sample")
    tab.emulate_media(media="print")
    assert tab.locator(".claim:visible").count() == 4
    assert tab.locator(".claim").first.evaluate("one => getComputedStyle(one).position") == "static"
    assert not tab.locator("#tools").is_visible() and not tab.locator("nav.sections").is_visible()
    tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert tab.locator("section > details:not([open])").count() == 0
    assert tab.pdf(format="A4").startswith(b"%PDF-")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """The test's output stays its own."""


def test_text_fragments_lead_to_the_words(browser: Browser, tmp_path: Path) -> None:
    """The browser itself understands the links: the words are marked as the target, and in sight."""
    words = "the well-known, tall & old tower fell"
    text = f"First.\n{'A line, and another. ' * 30}\nAt 5 pm {words}; nobody saw it."
    body = "".join(f"<p style='margin-bottom:2000px'>{line.replace('&', '&amp;')}</p>" for line in text.split("\n"))
    (tmp_path / "a.html").write_text(f"<!doctype html><meta charset=utf-8>{body}", encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        start = text.index(words)
        url = link(f"http://127.0.0.1:{server.server_port}/a.html", text, Span(start, start + len(words)))
        tab = browser.new_page()
        assert url is not None
        tab.goto(url)
        tab.wait_for_function("scrollY > 1000", timeout=5000)
        tab.close()
        server.shutdown()
