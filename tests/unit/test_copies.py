"""Copies: the same text reprinted is one, another report or a shared frame is none."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import numpy as np
import pytest

from pipeline import contract
from pipeline.records import Document
from pipeline.screen.copies import MAX_COMPARED, find_copies, index_articles, share, sketch

REPORT = (
    "Fighters in three pickup trucks attacked an army post near the river bridge at dawn on Tuesday, killing six "
    "soldiers and wounding eleven others, the regional governor told reporters. The attackers burned two vehicles "
    "and took weapons before they withdrew into the hills. Residents of the nearest village said that they heard "
    "firing for more than an hour and that a helicopter arrived after sunrise. No group has claimed the raid. The "
    "army closed the road to the provincial capital and sent reinforcements from the garrison in the south."
)
OTHER_REPORT = (
    "Six troops died when gunmen raided a checkpoint beside the bridge early Tuesday, a military spokesman said, in "
    "the deadliest assault in the district this year. Eleven more were hurt. Witnesses spoke of heavy gunfire and of "
    "trucks that left towards the mountains with stolen rifles. Traffic to the capital of the province stood still "
    "until noon while soldiers searched the bush. The governor called for calm and promised help to the families."
)
FRAME = (
    "Choose the kind of account that you would like to open with us and tell us which letters you would like to get "
    "every week. We will send a message to the address that you enter here; follow the link in it to finish. You may "
    "leave at any time. Our offices are open from nine to five on weekdays and closed on public holidays."
)


def document(name: str, body: str, *, title: str = "", published: date | None = None) -> Document:
    text = f"{title}\n\n{body}" if title else body
    return Document(
        article_id=name,
        sha256=sha256(text.encode()).hexdigest(),
        text=text,
        body_start=len(title) + 2 if title else 0,
        title=title or None,
        published=published,
        published_basis="given" if published else "none",
        source_name="test",
        is_boilerplate_only=False,
        batch="test",
    )


def copies(*documents: Document) -> dict[str, tuple[str, float]]:
    table = contract.from_records("documents", list(documents))
    return find_copies(documents, index_articles(table, contract.empty("article_index")))


def test_same_text_is_a_copy_of_the_earlier_one() -> None:
    found = copies(document("b", REPORT, published=date(2024, 2, 8)), document("a", REPORT, published=date(2024, 2, 9)))
    assert found == {"a": ("b", 1.0)}


def test_undated_article_is_no_original_of_a_dated_one() -> None:
    assert copies(document("a", REPORT), document("b", REPORT, published=date(2024, 2, 9))) == {"a": ("b", 1.0)}


def test_smaller_id_is_the_original_on_one_day() -> None:
    day = date(2024, 2, 8)
    assert copies(document("b", REPORT, published=day), document("a", REPORT, published=day)) == {"b": ("a", 1.0)}


def test_headline_punctuation_and_case_make_no_difference() -> None:
    loud = REPORT.upper().replace(",", "")
    assert copies(document("a", REPORT, title="Army post attacked"), document("b", loud)) == {"b": ("a", 1.0)}


@pytest.mark.parametrize(
    "edited",
    [
        REPORT.replace("wounding eleven others", "wounding several others").replace("No group has", "Nobody has"),
        "DELTA CITY, Feb 8 (Wire) - " + REPORT,
        REPORT + " The garrison was built in the nineties and has been attacked before, most recently in the spring.",
        REPORT.rpartition(" The army closed")[0],
    ],
    ids=["reworded", "dateline", "longer", "shortened"],
)
def test_lightly_edited_text_is_a_copy(edited: str) -> None:
    found = copies(document("a", REPORT), document("b", edited))
    assert found["b"][0] == "a" and 0.5 <= found["b"][1] < 1.0


#: Long enough that a half of it may be new.
BACKGROUND = (
    " The post stands on the only road between the two districts and was built after the fighting of three years ago. "
    "Traders who use the road say that they have paid for escorts since the spring, when two lorries were burned. "
    "The governor visited the garrison last month and promised more men, but the mayor of the nearest town said that "
    "none had come. Families in the villages around the hill have begun to leave for the coast, where a school and a "
    "warehouse were opened for them. Talks between elders and the army were broken off in January."
)


def test_update_with_a_new_lead_is_no_copy() -> None:
    lead = (
        "The army said on Thursday that it had found the men behind the raid and was following them into the hills, "
        "while the number of dead rose to nine and the families of the soldiers waited at the gates of the barracks "
        "for their names to be read out by an officer from the capital who had come by helicopter in the morning. "
        "A spokesman said that four lorries had been taken and that one was found empty by the river at noon. "
    )
    found = copies(document("a", REPORT + BACKGROUND), document("b", lead + BACKGROUND))
    assert found == {}


def test_update_that_keeps_most_of_the_text_below_a_new_lead_is_no_copy() -> None:
    lead = (
        "The number of dead in the raid on the army post rose to nine on Thursday as two of the wounded died in "
        "hospital and rescuers found a body by the river, the ministry said. It named a captain among them and said "
        "that the men who did it were still being followed. "
    )
    first, second = document("a", REPORT + BACKGROUND), document("b", lead + REPORT.partition(". ")[2] + BACKGROUND)
    assert 0.6 <= share(sketch(first).hashes, sketch(second).hashes) < 0.75
    assert copies(first, second) == {}


def test_edited_reprint_with_the_same_lead_is_a_copy() -> None:
    ending = (
        " A lawyer for the families asked for an inquiry and said that warnings had been given for weeks. Shops in the "
        "town stayed shut and the buses to the coast were full by noon, a driver said at the station."
    )
    cut = BACKGROUND[: len(BACKGROUND) // 2]
    found = copies(document("a", REPORT + BACKGROUND), document("b", REPORT + cut + ending))
    assert found["b"][0] == "a" and found["b"][1] < 0.6


def test_another_report_of_the_incident_is_no_copy() -> None:
    assert copies(document("a", REPORT), document("b", OTHER_REPORT)) == {}


def test_pages_that_share_only_their_frame_are_no_copies() -> None:
    one = document("a", FRAME, title="Gunmen kill six soldiers near bridge")
    two = document("b", FRAME, title="Farmers march against grain prices")
    assert copies(one, two) == {}


def test_short_texts_are_compared_as_a_whole_only() -> None:
    short = "Soldiers killed two men near the market on Monday."
    assert copies(document("a", short), document("b", short)) == {"b": ("a", 1.0)}
    assert copies(document("a", short), document("b", short.replace("two", "three"))) == {}


def test_copy_of_an_article_known_from_an_earlier_batch_is_found() -> None:
    earlier = document("z", REPORT, published=date(2024, 2, 1))
    later = document("a", REPORT, published=date(2024, 2, 8))
    known = index_articles(contract.from_records("documents", [earlier]), contract.empty("article_index"))
    index = index_articles(contract.from_records("documents", [later]), known)
    assert find_copies([later], index) == {"a": ("z", 1.0)}


def test_indexing_an_article_again_replaces_its_rows() -> None:
    old = index_articles(contract.from_records("documents", [document("a", REPORT)]), contract.empty("article_index"))
    new_table = contract.from_records("documents", [document("a", OTHER_REPORT)])
    assert index_articles(new_table, old).equals(index_articles(new_table, contract.empty("article_index")))


def test_order_of_articles_makes_no_difference() -> None:
    documents = [document(name, REPORT) for name in "cab"]
    assert copies(*documents) == copies(*reversed(documents)) == {"b": ("a", 1.0), "c": ("a", 1.0)}


def test_without_an_index_nothing_is_a_copy() -> None:
    assert find_copies([document("a", REPORT)], contract.empty("article_index")) == {}


def test_rank_decides_which_one_is_the_original() -> None:
    documents = [document("a", REPORT), document("b", REPORT)]
    index = index_articles(contract.from_records("documents", documents), contract.empty("article_index"))
    order = {"b": 0, "a": 1}
    found = find_copies(documents, index, rank=lambda row: (str(order[row["article_id"]]), ""))
    assert found == {"a": ("b", 1.0)}


def test_original_of_a_story_on_many_sites_is_found() -> None:
    documents = [document(f"n{number:04}", f"{REPORT} Site {number}.") for number in range(2 * MAX_COMPARED)]
    found = copies(*documents)
    assert {original for original, _ in found.values()} == {"n0000"}
    assert len(found) == len(documents) - 1


def test_share_of_equal_and_of_different_sketches() -> None:
    a, b = sketch(document("a", REPORT)).hashes, sketch(document("b", OTHER_REPORT)).hashes
    assert share(a, a) == 1.0
    assert share(a, b) < 0.1
    assert share(a, np.empty(0, np.uint32)) == 0.0
