"""The guards on statements about one thing: which words make them differ, and where nothing does."""

from __future__ import annotations

import pytest

from verifier.datamodel import Article, Sentence, Span
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
    ("quantifier", "Half of the crew survived the fire.", "All of the crew survived the fire."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "claim", "sentence"), CONFLICTS)
def test_conflict(name: str, claim: str, sentence: str) -> None:
    assert name in fired(claim, sentence)


# -------------------------------------------------------------------------------------------- where nothing is reported

NO_CONFLICT = [
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
    # questions state nothing
    ("Did the bank pay the fine?", "The bank did not pay the fine."),
    ("The bank paid the fine.", "Why did the bank not pay the fine?"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "sentence"), NO_CONFLICT)
def test_no_conflict(claim: str, sentence: str) -> None:
    assert ask(claim, sentence) == []
    assert ask(sentence, claim) == []
