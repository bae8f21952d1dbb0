"""The guards on statements about one thing: which words make them differ, and where nothing does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.clauses import Clause, read
from verifier.datamodel import Article, Sentence, Span
from verifier.factuality import status
from verifier.grammar import Phrase
from verifier.guards import Guard, Name, guards
from verifier.names.mentions import mentions
from verifier.names.spelling import compare


def named(text: str) -> tuple[Name, ...]:
    article = Article("x", text)
    found = mentions(article, [Sentence("x", 0, Span(0, len(text)), "body", 0)])
    return tuple(Name(m.span, m.text, m.kind) for m in found)


def ask(claim: str, sentence: str) -> list[Guard]:
    return guards(claim, sentence, named(claim), named(sentence), lambda a, b: compare(a, b).label != "different")


def fired(claim: str, sentence: str) -> set[str]:
    return {guard.finding.name for guard in ask(claim, sentence)}


# ------------------------------------------------------------------------------------------------ what must be reported

CONFLICTS = [
    # negation
    ("negation", "Prices have not fallen in Norway.", "Prices fell in Norway last month."),
    ("negation", "The ferry sank.", "The ferry did not sank but was towed, officials said."),
    ("negation", "The bank paid the fine.", "The bank failed to pay the fine by Friday."),
    ("negation", "The bank paid the fine.", "The bank refused to pay the fine."),
    ("negation", "The minister took the bribe.", "The minister denied that he took the bribe."),
    ("negation", "The company poisoned the river.", "The company denied that the company had poisoned the river."),
    ("negation", "The museum is open to visitors.", "The museum is no longer open to visitors."),
    ("negation", "The president signed the treaty.", "The president never signed the treaty."),
    ("negation", "The crew left the ship without warning the passengers.", "The crew warned the passengers and left."),
    ("negation", "Police found weapons in the house.", "Police found no weapons in the house."),
    ("negation", "One passenger was hurt in the crash.", "No passenger was hurt in the crash."),
    ("negation", "The council was unable to reach a deal.", "The council reached a deal late on Monday."),
    ("negation", "The union did not deny that it paid the men.", "The union denied that it paid the men."),
    ("negation", "The vaccine is safe for children.", "The vaccine is not safe for children, the agency said."),
    ("quantifier", "Neither side accepted the plan.", "Both sides accepted the plan."),
    ("negation", "It is “the only port in the country” with a crane.", "It is not the only port in the country."),
    ("negation", "The bank will ban the currency.", "The bank said it has no plans to ban the currency."),
    # modality
    ("modality", "The airline will cut 500 jobs.", "The airline may cut 500 jobs, according to a draft."),
    ("modality", "The firm closed its plant in Ohio.", "The firm plans to close its plant in Ohio."),
    ("modality", "The rebels have released the hostages.", "The rebels might release the hostages."),
    ("modality", "Parliament approved the budget.", "Parliament is expected to approve the budget."),
    ("modality", "The court released the editor.", "The court should release the editor, lawyers said."),
    ("modality", "The dam collapsed.", "If the dam collapses, the valley will be flooded."),
    ("negation", "The governor will resign in May.", "The governor will not resign in May."),
    # antonym
    ("antonym", "Shares in the bank rose on Friday.", "Shares in the bank fell on Friday."),
    ("antonym", "The pilot survived the crash.", "The pilot died in the crash."),
    ("antonym", "The senator backs the bill.", "The senator opposes the bill."),
    ("antonym", "The court upheld the ban.", "The court struck down the ban."),
    ("antonym", "The bus driver was killed.", "The bus driver survived."),
    ("agent-patient", "Rovers beat the City in the final.", "The City beat Rovers in the final."),
    ("antonym", "The senate accepted the bill.", "The senate rejected the bill after a long debate."),
    ("antonym", "The miner was found alive.", "The miner was found dead."),
    ("antonym", "The opposition won the election in Ghana.", "The opposition lost the election in Ghana."),
    ("antonym", "The bill was opposed by the mayor.", "The bill was supported by the mayor."),
    ("antonym", "The strike began before the vote.", "The strike began after the vote."),
    ("antonym", "The firm reported a large profit for the year.", "The firm reported a small profit for the year."),
    ("antonym", "The drug is legal in Canada.", "The drug is illegal in Canada."),
    ("antonym", "Troops entered the village on Sunday.", "Troops left the village on Sunday."),
    # a name exchanged
    ("name", "Maria Lopez accused the company of fraud.", "Peter Novak accused the company of fraud."),
    ("name", "The company fired Anna Schmidt over the leak.", "The company fired Paul Weber over the leak."),
    ("name", "A bomb killed three soldiers in Kenya.", "A bomb killed three soldiers in Nigeria."),
    ("name", "President Lula da Silva vetoed the bill on Friday.", "President Petro vetoed the bill on Friday."),
    ("name", "France recalled its ambassador on Monday.", "Spain recalled its ambassador on Monday."),
    ("name", "The tower was designed by Zaha Hadid.", "The tower was designed by Frank Gehry."),
    # agent and patient
    ("agent-patient", "The rebels attacked the army.", "The army attacked the rebels at dawn."),
    ("agent-patient", "Ann Miller sued John Baker.", "John Baker sued Ann Miller in March."),
    ("agent-patient", "The police were attacked by the fans.", "The police attacked the fans."),
    ("agent-patient", "Norway beat Sweden.", "Sweden beat Norway after extra time."),
    ("agent-patient", "The wolf that killed the dog was caught.", "The dog killed the wolf."),
    # quantifiers
    ("quantifier", "All residents have left the island.", "Most residents have left the island."),
    ("quantifier", "Most of the hostages were freed.", "None of the hostages were freed."),
    ("quantifier", "Many villages lost power in the storm.", "Few villages lost power in the storm."),
    ("quantifier", "Every member voted for the plan.", "Some members voted for the plan."),
    ("quantifier", "The rebels seized most of the town.", "The rebels seized the town on Sunday."),
    ("quantifier", "Half of the crew survived the fire.", "All of the crew survived the fire."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "claim", "sentence"), CONFLICTS)
def test_conflict(name: str, claim: str, sentence: str) -> None:
    assert name in fired(claim, sentence)


DETAILS = [
    ("The poet died in May 1916.", "The poet did not die for his king.", "unresolved"),
    ("The actor was born in Peru.", "The actor was not born in Chile.", "unresolved"),
    ("The actor was born in that village.", "The actor was not born in this country.", "real"),
    ("The mayor resigned in March.", "The mayor did not resign in March.", "real"),
    ("The police did not find the bag in the first hour.", "The bag was found in the cellar.", "unresolved"),
    ("Rules were broken at the bank.", "I have not broken any rules.", "unresolved"),
    ("The fine was paid.", "The bank did not pay the fine.", "real"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "sentence", "reading"), DETAILS)
def test_a_negation_may_be_of_a_circumstance(claim: str, sentence: str, reading: str) -> None:
    both = [*ask(claim, sentence), *ask(sentence, claim)]
    assert {g.differs.reading for g in both if g.finding.name == "negation" and g.differs} == {reading}


READ = [
    ("antonym", "The girl climbed through the fence of the yard.", "The girl fell into the pond.", "unresolved"),
    ("antonym", "The bus driver was killed.", "The bus driver survived.", "real"),
    ("name", "The bear was born in Leeds.", "The bear was born in Yorkshire.", "unresolved"),
    ("name", "A bomb killed three soldiers in Kenya.", "A bomb killed three soldiers in Nigeria.", "real"),
]


@pytest.mark.parametrize(("name", "claim", "sentence", "reading"), READ)
def test_what_else_it_may_mean(name: str, claim: str, sentence: str, reading: str) -> None:
    assert {g.differs.reading for g in ask(claim, sentence) if g.finding.name == name and g.differs} <= {reading}


# -------------------------------------------------------------------------------------------- where nothing is reported

NO_CONFLICT = [
    # what ought not to be, what has an exception, what never was before
    ("The charity spent the money.", "The charity spent money that should not have been spent, it said."),
    ("The firm sold the drug.", "The law bans the firm from selling the drug."),
    ("The court can release the files.", "The files cannot be released without the consent of the judge."),
    ("Divers found the wreck for the first time.", "The wreck had never been found, the museum said."),
    # whose it is, is not known
    ("The pilot said that our plane reached its gate.", "The plane failed to reach its gate."),
    # who is to do it is not said
    ("The minister defended her refusal to raise taxes.", "The union repeated its demand to raise taxes."),
    # nobody says that it is so
    ("The report did not directly dispute that Lee told Shaw to lie.", "Shaw had lied for years."),
    # whose it is, is told
    ("His speech was praised.", "Lee's speech was not praised."),
    # an age
    ("A 4-year-old boy fell into the river.", "A young boy fell into the river."),
    # negated twice, or of another verb, or on both sides
    ("The bank did not fail to pay the fine.", "The bank paid the fine."),
    ("The ferry sank off Norway.", "The ferry sank off Norway, but no one was hurt."),
    ("The minister resigned.", "The minister, who did not speak to reporters, resigned."),
    ("Prices have not fallen.", "Prices didn't fall, the bank said."),
    ("Prices rose in Norway.", "Prices in Norway did not fall but rose."),
    ("The army entered the town.", "The army not only shelled but entered the town."),
    ("The shop did not open.", "The shop did not open until noon."),
    ("The deal has been signed.", "There is no doubt that the deal has been signed."),
    ("The general is not easily persuaded.", "The general was persuaded to stay."),
    ("The bridge is safe.", "The minister did not say that the bridge is safe."),
    ("The bridge is safe.", "There is no evidence that the bridge is safe."),
    ("The bridge is safe.", "The mayor did not know that the bridge is safe."),
    # another event, another party
    ("The union accepted the offer.", "The airline rejected the offer of a rival."),
    ("The mayor did not speak.", "The bishop spoke at length."),
    ("Shares in the bank rose.", "Shares in the railway fell."),
    # modality that agrees
    ("The airline will cut 500 jobs.", "The airline plans to cut 500 jobs."),
    ("The airline said it would cut 500 jobs.", "The airline will cut 500 jobs."),
    ("Parliament approved the budget.", "Parliament approved the budget, which may please investors."),
    ("The ship can carry 200 people.", "The ship carries 200 people."),
    # opposites that are about two things
    ("The army won the battle in the north.", "The army won the battle in the north and lost the one in the south."),
    ("Exports rose last year.", "Exports rose while imports fell last year."),
    ("The old bridge was closed to traffic.", "The old bridge was closed and a new bridge opened to traffic."),
    # names that are the same, or more of them
    ("Angela Merkel met the miners.", "Chancellor Merkel met the miners on Friday."),
    ("Boris Yeltsin signed the decree.", "Jelzin signed the decree."),
    ("Maria Lopez accused the company of fraud.", "Maria Lopez and Peter Novak accused the company of fraud."),
    ("The US imposed sanctions on the bank.", "America imposed sanctions on the bank."),
    ("Soldiers were killed in Kenya.", "Soldiers were killed in Mombasa."),
    ("NATO closed the airport.", "The North Atlantic Treaty Organization closed the airport."),
    # who did it, in the passive or with a symmetric verb
    ("The rebels attacked the army.", "The army was attacked by the rebels at dawn."),
    ("The police were attacked by the fans.", "The fans attacked the police."),
    ("Ann Miller married John Baker.", "John Baker married Ann Miller in March."),
    ("The rebels clashed with the army.", "The army clashed with the rebels."),
    ("Chile borders Peru.", "Peru borders Chile."),
    ("The queen met the pope.", "The pope met the queen in Rome."),
    # quantities that do not clash
    ("Residents have left the island.", "Most residents have left the island."),
    ("Many residents have left the island.", "Several residents have left the island."),
    ("All residents have left the island.", "All residents of the town have left the island."),
    ("Forty of the hostages were freed.", "Some of the hostages were freed."),
    ("Not all of the hostages were freed.", "Some of the hostages were freed."),
    ("A few of the hostages were freed.", "Some of the hostages were freed."),
    # questions state nothing
    ("Did the bank pay the fine?", "The bank did not pay the fine."),
    ("The bank paid the fine.", "Why did the bank not pay the fine?"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "sentence"), NO_CONFLICT)
def test_no_conflict(claim: str, sentence: str) -> None:
    assert ask(claim, sentence) == []
    assert ask(sentence, claim) == []


# --------------------------------------------------------------------------------------------------- what a guard tells


def test_a_finding_quotes_the_words_of_both() -> None:
    (guard,) = ask("The bank paid the fine.", "The bank failed to pay the fine by Friday.")
    assert guard.finding.detail == (
        "the claim says “paid”, the sentence “failed to pay”: only one of the two is negated"
    )
    assert guard.differs is not None
    assert (guard.differs.dimension, guard.differs.here, guard.differs.there) == ("polarity", "paid", "failed to pay")


@pytest.mark.parametrize(
    ("claim", "sentence", "dimension", "reading"),
    [
        ("The airline will cut 500 jobs.", "The airline may cut 500 jobs.", "degree", "unresolved"),
        ("A bomb killed three soldiers in Kenya.", "A bomb killed three soldiers in Nigeria.", "place", "real"),
        ("Anna Schmidt sued the company.", "Paul Weber sued the company.", "agent", "real"),
        ("The rebels attacked the army.", "The army attacked the rebels.", "agent", "real"),
        ("All residents have left the island.", "Most residents have left the island.", "degree", "real"),
        ("The senate accepted the bill.", "The senate rejected the bill.", "polarity", "real"),
    ],
)
def test_dimension(claim: str, sentence: str, dimension: str, reading: str) -> None:
    differs = ask(claim, sentence)[0].differs
    assert differs is not None
    assert (differs.dimension, differs.reading) == (dimension, reading)


def test_what_may_lie_within_the_other_is_less_sure() -> None:
    """Two towns are two places; but a district and its town are not."""
    (sure,) = ask("A bomb killed three soldiers in Kenya.", "A bomb killed three soldiers in Nigeria.")
    unsure = ask("A bomb killed three soldiers in Mombasa.", "A bomb killed three soldiers in Nyali.")
    assert sure.finding.score >= 0.9
    assert all(guard.finding.score < 0.9 for guard in unsure)


# ----------------------------------------------------------------------------------------------- how a sentence is read


def clause(text: str, verb: str) -> tuple[Clause, str]:
    """The clause of a verb, and who does what to whom in it, as printed."""
    reading = read(text, named(text))
    (found,) = [c for c in reading.clauses if reading.words[c.head].norm == verb]

    def printed(phrases: tuple[Phrase, ...]) -> str:
        return ", ".join(reading.words[p.head].norm for p in phrases)

    return found, f"{printed(found.agent)} > {printed(found.patient)}"


@pytest.mark.parametrize(
    ("text", "verb", "parties"),
    [
        ("The rebels attacked the army.", "attacked", "rebels > army"),
        ("The army was attacked by the rebels.", "attacked", "rebels > army"),
        ("The leader of the rebels in the north attacked the army.", "attacked", "leader > army"),
        ("The minister, who resigned on Monday, sold the house.", "sold", "minister > house"),
        ("The minister, who resigned on Monday, sold the house.", "resigned", "minister > "),
        ("The wolf that killed the dog was caught.", "killed", "wolf > dog"),
        ("The wolf that killed the dog was caught.", "caught", " > wolf"),
        ("Officials said the rebels shelled the town.", "shelled", "rebels > town"),
        ("The firm plans to close the plant.", "close", "firm > plant"),
        ("The general ordered the troops to leave the town.", "leave", "troops > town"),
        ("The rebels shelled the town and killed ten people.", "killed", "rebels > people"),
        ("The deal would never pass, said the senator.", "said", "senator > "),
        ("Most of the town was destroyed by the fire.", "destroyed", "fire > town"),
        ("Failure to pay the fine is a crime.", "is", "failure > crime"),
    ],
)
def test_who_does_what_to_whom(text: str, verb: str, parties: str) -> None:
    assert clause(text, verb)[1] == parties


@pytest.mark.parametrize(
    ("text", "verb", "negated", "degree"),
    [
        ("The firm paid the tax.", "paid", False, "done"),
        ("The firm has not paid the tax.", "paid", True, "done"),
        ("The firm failed to pay the tax.", "pay", True, "unknown"),
        ("The firm denied that it failed to pay the tax.", "pay", False, "unknown"),
        ("The firm will pay the tax.", "pay", False, "future"),
        ("The firm may not pay the tax.", "pay", True, "possible"),
        ("The firm should pay the tax.", "pay", False, "duty"),
        ("The firm plans to pay the tax.", "pay", False, "planned"),
        ("If the firm pays the tax, shares will rise.", "pays", False, "open"),
        ("The firm never paid the tax.", "paid", True, "done"),
        ("Nobody paid the tax.", "paid", True, "done"),
        ("The firm closed the plant without paying the tax.", "paying", True, "unknown"),
        ("The mayor does not think that the firm paid the tax.", "paid", True, "done"),
        ("It is not true that the firm paid the tax.", "paid", True, "done"),
        ("The firm not only paid the tax but apologised.", "paid", False, "done"),
    ],
)
def test_how_a_clause_is_meant(text: str, verb: str, negated: bool, degree: str) -> None:
    meant = status(read(text, named(text)), clause(text, verb)[0])
    assert (meant.negated, meant.degree) == (negated, degree)


# ------------------------------------------------------------------------------------------------------ any text at all

VOCABULARY = """the a rebels army town fell rose attacked was were not never no most all of in by and , that who to
will may said denied plans Kenya Nigeria Anna Schmidt fine pay paid did didn't if without ; ( ) “ ” ?"""
WORDS = st.sampled_from(VOCABULARY.split())


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=30), st.lists(WORDS, max_size=30))
def test_words_of_a_guard_are_printed(mine: list[str], theirs: list[str]) -> None:
    claim, sentence = " ".join(mine), " ".join(theirs)
    for guard in ask(claim, sentence):
        assert guard.differs is not None
        assert 0 < guard.finding.score <= 1
        assert all(word in claim for word in guard.differs.here.split())
        assert all(word in sentence for word in guard.differs.there.split())


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, max_size=30))
def test_a_sentence_agrees_with_itself(mine: list[str]) -> None:
    text = " ".join(mine)
    assert ask(text, text) == []


@given(st.text(max_size=120), st.text(max_size=120))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read(claim: str, sentence: str) -> None:
    for guard in guards(claim, sentence, (), (), lambda a, b: a == b):
        assert guard.finding.name


@pytest.mark.parametrize("piece", ["not ", "(", "“", "1 ", "that ", ", and the man ", "-", "to be ", "A "])
def test_long_text_is_read_up_to_a_limit(piece: str) -> None:
    reading = read(piece * 100_000)
    assert len(reading.words) < 1000


@pytest.mark.parametrize(
    ("claim", "sentence", "denied"),
    [
        ("Odessa is not strategic", "The army left the strategically important city of Odessa.", True),
        ("Troops took the strategic town of Odessa.", "Odessa is not strategic, the mayor said.", True),
        ("Odessa was never safe.", "Thousands reached the safe port of Odessa.", True),
        ("Odessa is strategic.", "Troops took the strategic town of Odessa.", False),
        ("Odessa is not safe.", "The safe return of Odessa's families took a day.", False),
        ("Odessa is not strategic.", "Troops took the strategic town of Lowport.", False),
        ("Odessa is not safe.", "Nobody called it, and it is not, the safe town of Odessa.", False),
        ("Odessa is not large.", "Troops took the strategic town of Odessa.", False),
        ("Odessa is not large.", "Odessa fell on Monday.", False),
    ],
)
def test_a_description_given_in_passing_is_denied(claim: str, sentence: str, denied: bool) -> None:
    def names(text: str) -> list[Name]:
        places = ((text.find(one), one) for one in ("Odessa", "Lowport") if one in text)
        return [Name(Span(at, at + len(one)), one, "place") for at, one in places]

    found = guards(claim, sentence, names(claim), names(sentence), lambda a, b: a == b)
    assert any(g.finding.name == "negation" for g in found) == denied
