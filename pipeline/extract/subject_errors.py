"""Who acts behind a place or a time at the head of a clause, taken for a part of it: set right in the parsed text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.nouns import PERSONAL, categories
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.time_patterns import time_words
from pipeline.extract.tree_edits import take_place
from pipeline.extract.word_kinds import depending

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: Kinds of place that stand behind a name.
DIVISIONS = frozenset({"city", "county", "department", "district", "province", "region", "state", "town", "village"})
#: How people are placed who then shoot.
LYING_IN_WAIT = frozenset("concealed entrenched hidden perched positioned posted stationed".split())
#: What somebody is said to be, behind the noun for him.
_SAID_OF = frozenset("accused attached based employed famed known named suspected wanted".split())
#: What several do.
_PLURAL = frozenset({"are", "have", "were"})


def beside_a_place(doc: Doc) -> None:
    """Make a subject of the lawmaker in "in the suburb of Dandora, a lawmaker was shot", for the model a second name of
    the place."""
    for noun in depending(doc, "appos"):
        if noun.pos_ != "NOUN" or noun.head.pos_ != "PROPN" or noun.head.dep_ != "pobj":
            continue
        verb = next((above for above in noun.ancestors if above.pos_ == "VERB"), None)
        is_led = noun.left_edge.i > 0 and noun.left_edge.nbor(-1).text == "," and categories(noun) & {"person", "force"}
        if verb is None or verb.i < noun.i or verb.tag_ not in ("VBD", "VBN") or not is_led:
            continue
        before = [child for child in verb.lefts if child.dep_ != "punct"]
        if any(child.dep_ in (*SUBJECTS, "aux", "mark") for child in before) or noun.head not in before[0].subtree:
            continue
        place = noun.head
        noun.head = verb
        noun.dep_ = "nsubjpass" if any(child.dep_ == "auxpass" for child in before) else "nsubj"
        for name in [child for child in place.rights if noun.i < child.i]:
            name.head = noun  # "a lawmaker, Ana Paz, was shot"


def groups_beside_a_country(doc: Doc) -> None:
    """Put a group beside the government in "the government of the Philippines and the Moro Islamic Liberation Front",
    where the model takes it for a second country."""
    for group in depending(doc, "conj"):
        country = group.head
        if group.ent_type_ != "ORG" or country.ent_type_ != "GPE" or country.dep_ != "pobj":
            continue
        governing = country.head.head
        if country.head.lower_ == "of" and governing.dep_ in SUBJECTS and "government" in categories(governing):
            links = [child for child in country.rights if child.dep_ == "cc" and child.i < group.i]
            for word in (group, *links):
                word.head = governing


def lists_of_subjects(doc: Doc) -> None:
    """Make a list of "an envoy, a policeman and their driver were killed": the model explains him by the others."""
    # Behind a name stands what he is: "Luis Perez, a senator and a leader of his party".
    for first in depending(doc, *SUBJECTS, tag="NN"):
        second = next((child for child in first.rights if child.dep_ == "appos"), None)
        if second is None:
            continue
        are_more = any(child.dep_ == "conj" for child in second.rights) and second.tag_ in ("NN", "NNP")
        is_plural = any(child.dep_ in ("aux", "auxpass") and child.lower_ in _PLURAL for child in first.head.lefts)
        if are_more and is_plural and not any(child.dep_ == "conj" for child in first.children):
            second.dep_ = "conj"


def who_were_doing(doc: Doc) -> None:
    """Make a subject of the soldiers in "soldiers conducting a patrol killed two", where the model has their doing."""
    for doing in depending(doc, "csubj", tag="VBG"):
        verb, doers = doing.head, [child for child in doing.lefts if child.dep_ == "nsubj"]
        is_so = verb.tag_ in ("VBD", "VBN") and len(doers) == 1
        if not is_so or doers[0].i > doing.i or not categories(doers[0]) & {"force", "person"}:
            continue
        doers[0].head, doers[0].dep_ = verb, doing.dep_.replace("csubj", "nsubj")
        doing.head, doing.dep_ = doers[0], "acl"


def beyond_a_place(doc: Doc) -> None:
    """Give "as crowds met in Jos and soldiers opened fire" its second subject, for the model a part of the place."""
    for people in depending(doc, "conj", tag="NNS"):
        place = people.head
        verb = doc[people.i + 1] if people.i + 1 < people.sent.end else people
        is_of_place = place.dep_ == "pobj" and place.ent_type_ in ("FAC", "GPE", "LOC") and place.i < people.i
        has_subject = any(child.dep_ in SUBJECTS for child in verb.children)
        if people.is_ancestor(verb):
            continue  # "soldiers posted there"
        if not is_of_place or verb.tag_ != "VBD" or has_subject or not categories(people) & {"force", "person"}:
            continue
        link = next((child for child in place.rights if child.dep_ == "cc"), None)
        if link is not None and link.i < people.i:
            link.head = verb.head if verb.dep_ == "conj" else verb
        people.head, people.dep_ = verb, "nsubj"


def who_lay_in_wait(doc: Doc) -> None:
    """Give "snipers perched on a roof fired on marchers" its verb, which the model gives to the roof."""
    for waiting in depending(doc, "ROOT", "ccomp", "acl"):
        if waiting.lower_ not in LYING_IN_WAIT or any(c.dep_ in ("aux", "auxpass", "dobj") for c in waiting.children):
            continue
        is_told_of = waiting.dep_ == "acl" and waiting.head.dep_ in ("ROOT", "ccomp")
        people = waiting.head if is_told_of else next((c for c in waiting.lefts if c.dep_ == "nsubj"), None)
        deed = next((t for t in waiting.subtree if t.i > waiting.i and _is_deed_of(t, waiting)), None)
        if people is None or deed is None or people.i + 1 != waiting.i:
            continue
        top = people if is_told_of else waiting
        for child in [
            c for c in top.children if c not in (people, waiting) and (c.i < people.left_edge.i or c.i > deed.i)
        ]:
            child.head = deed
        take_place(deed, top)
        deed.tag_, deed.pos_ = "VBD", "VERB"
        people.head, people.dep_ = deed, "nsubj"
        waiting.head, waiting.dep_, waiting.tag_ = people, "acl", "VBN"


def _is_deed_of(verb: Token, waiting: Token) -> bool:
    """Is this what those did who lay in wait: no "who" and no "and" leads to it, and nobody else does it?"""
    is_hung = verb.dep_ == "acl" or (verb.dep_ in ("advcl", "conj") and verb.head == waiting)
    is_led = any(c.dep_ in ("agent", "aux", "auxpass", "mark", "nsubj", "nsubjpass") for c in verb.children)
    is_joined = any(child.dep_ == "cc" for child in waiting.rights)
    return verb.tag_ in ("VBD", "VBN") and is_hung and not is_led and not is_joined


def after_a_month(doc: Doc) -> None:
    """Give "in December gunmen stormed a post" its doers, which the model takes for "December gunmen"."""
    for noun in depending(doc, "pobj", tag="NNS"):
        preposition, month = noun.head, noun.nbor(-1) if noun.i else noun
        verb = preposition.head
        is_so = (
            month.dep_ in ("compound", "nmod")
            and month.i == preposition.i + 1
            and any(month.lower_ in time_words()[kind] for kind in ("month", "weekday"))
        )
        if is_so and verb.pos_ == "VERB" and verb.i > noun.i and not any(c.dep_ in SUBJECTS for c in verb.children):
            month.head, month.dep_ = preposition, "pobj"
            noun.head, noun.dep_ = verb, "nsubj"


def after_a_district(doc: Doc) -> None:
    """Give "in Kashmir's Shopian district security forces killed" its place, which the model takes for their name."""
    for noun in depending(doc, "nsubj"):
        if noun.tag_ not in ("NNS", "NN"):
            continue
        kind = next((child for child in noun.lefts if child.lower_ in DIVISIONS and child.dep_ == "compound"), None)
        if kind is None:
            continue
        first = noun.left_edge
        leading = doc[first.i - 1] if first.i else noun
        if leading.lower_ != "in" or leading.i != noun.sent.start or kind.nbor(-1).pos_ not in ("PROPN", "ADJ"):
            continue
        for child in [child for child in noun.lefts if child.i < kind.i]:
            child.head = kind
        kind.head, kind.dep_ = leading, "pobj"
        kind.nbor(-1).dep_ = "compound"


def after_a_town(doc: Doc) -> None:
    """Give "in the town of Hpakant one man was shot", "... Hpakant police fired" its subject, which the model takes for
    what the town is called."""
    for of in doc[1:-1]:
        if of.lower_ != "of" or of.nbor(-1).lower_ not in DIVISIONS:
            continue
        name, noun = of.nbor(1), next((child for child in of.children if child.dep_ == "pobj"), None)
        if not name.text[:1].isupper() or noun is None:
            continue
        verb = next((above for above in of.ancestors if above.pos_ == "VERB" and above.i > noun.i), None)
        between = doc[name.i + 1 : noun.i]
        is_somebody = bool(categories(noun) & {"force", "person"})
        if name.head != noun or verb is None or not is_somebody or any(word.head != noun for word in between):
            continue
        if any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.lefts):
            continue
        name.head, name.dep_, name.pos_, name.tag_ = of, "pobj", "PROPN", "NNP"
        is_passive = any(child.dep_ == "auxpass" for child in verb.lefts)
        noun.head, noun.dep_ = verb, "nsubjpass" if is_passive else "nsubj"


def subjects_of_been(doc: Doc) -> None:
    """Give the verb its subject, where the model hangs it on "been": "two have been 'coldly' gunned down"."""
    for been in depending(doc, "auxpass"):
        for child in [child for child in been.lefts if child.dep_ in ("aux", "nsubj")]:
            child.head = been.head
            child.dep_ = "nsubjpass" if child.dep_ == "nsubj" else child.dep_


def two_titles_of_one(doc: Doc) -> None:
    """Make one person of two titles before a verb in the singular: "the leader and former speaker was killed"."""
    for other in depending(doc, "conj"):
        first = other.head
        if first.dep_ not in ("nsubj", "nsubjpass") or {first.tag_, other.tag_} - {"NN", "NNP"}:
            continue
        verb = first.head
        auxiliaries = [verb, *(child for child in verb.lefts if child.dep_ in ("aux", "auxpass"))]
        is_of_one = any(word.lower_ in ("has", "is", "was") and word.i > other.i for word in auxiliaries)
        is_bare = not any(child.dep_ in ("det", "nummod", "poss") for child in other.lefts)
        if is_of_one and is_bare and categories(first) & PERSONAL and categories(other) & PERSONAL:
            other.dep_ = "appos"


def and_his_own(doc: Doc) -> None:
    """Make a second subject of "and her son" behind what is told of the first: "a nurse attached to ward 3 and her son
    were shot" is no nurse who is a son."""
    for noun in depending(doc, "appos"):
        first = noun.head
        is_led = noun.left_edge.i > 0 and noun.left_edge.nbor(-1).lower_ == "and"
        has_own = any(child.dep_ == "poss" and child.lower_ in ("her", "his", "their") for child in noun.lefts)
        if is_led and has_own and first.dep_ in SUBJECTS and categories(first) & categories(noun) & PERSONAL:
            noun.dep_ = "conj"


def known_for_before(doc: Doc) -> None:
    """Give "a singer famed for her songs was shot" its verb, where the model has "famed" for it."""
    for verb in depending(doc, "conj"):
        said, passives = verb.head, [child for child in verb.lefts if child.dep_ == "auxpass"]
        subject = next((child for child in said.lefts if child.dep_ == "nsubj"), None)
        is_joined = any(c.dep_ in ("cc", "punct") and said.i < c.i < verb.i for c in (*said.children, *verb.children))
        is_reduced = said.lower_ in _SAID_OF and not any(c.dep_ in ("aux", "auxpass") for c in said.children)
        if subject is None or not passives or is_joined or not is_reduced or passives[0].lower_ not in ("was", "were"):
            continue
        if any(child.dep_ in SUBJECTS for child in verb.lefts) or subject.right_edge.i + 1 != said.i:
            continue
        take_place(verb, said)
        for child in [child for child in said.children if child.i > verb.i and child != verb]:
            child.head = verb
        subject.head, subject.dep_ = verb, "nsubjpass"
        said.head, said.dep_, said.tag_ = subject, "acl", "VBN"
