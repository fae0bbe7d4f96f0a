"""Nouns and numbers that the model takes for verbs or names, and the other way round: set right in the parsed text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extract.nouns import PERSONAL, categories, lemma
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.time_patterns import time_words
from pipeline.extract.tree_edits import take_place
from pipeline.extract.word_kinds import depending, tagged
from pipeline.extract.word_sets import word_set
from pipeline.language.numbers import is_cardinal
from pipeline.reference.countries import demonyms

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: Directions in which something lies from a town.
WAYS = word_set("directions") - {"km", "kilometers", "kilometres", "miles"}
#: What somebody is taken, by what verbs: "took 200 soldiers prisoner".
HELD, _HOLDING = frozenset({"captive", "hostage", "prisoner"}), frozenset({"hold", "keep", "seize", "take"})
#: What is found of the dead.
_BODIES = frozenset({"bodies", "body", "corpse", "corpses"})
#: Deeds that somebody does to others.
_DEEDS = frozenset({"ambush", "assault", "attack", "bombing", "massacre", "offensive", "raid", "shelling", "strike"})
#: Kinds of things at which something is done.
_SCENES = frozenset({"building", "physical", "place", "road", "territory", "vehicle"})
#: Models of aircraft and arms: "MQ-9", "Su-25", "AK-47".
_MODEL = re.compile(r"[A-Z][A-Za-z]{0,3}-\d+\w*")
#: The first part of "passer-by".
PASSERS = frozenset({"passer", "passers"})


def adverbs_at_the_head(doc: Doc) -> None:
    """Make adverbs of names that stand as one before a comma at the head of a sentence: "Inland, two were killed"."""
    for token in depending(doc, "advmod"):
        is_so = token.is_sent_start and token.pos_ == "PROPN"
        if is_so and token.i + 1 < len(doc) and token.nbor(1).text == ",":
            token.pos_, token.tag_ = "ADV", "RB"


def plural_heads(doc: Doc) -> None:
    """Make people of the name that the model takes the first word of a sentence for: "Guerrillas killed two"."""
    for token in depending(doc, *SUBJECTS, tag="NNP"):
        is_name = token.is_sent_start and token.lower_.endswith("s")
        if is_name and token.head.i > token.i and lemma(token) != token.lower_ and categories(token) & PERSONAL:
            token.pos_, token.tag_ = "NOUN", "NNS"


def directions(doc: Doc) -> None:
    """Make heads of nouns before a direction: "a post west of Marib" is a post, which the model takes for a west."""
    for way in doc:
        if way.lower_ not in WAYS or way.pos_ != "NOUN":
            continue
        noun = way.nbor(-1) if way.i else way
        is_so = noun.head == way and noun.dep_ in ("compound", "nmod")
        if not is_so or way.i + 1 >= len(doc) or way.nbor(1).lower_ != "of":
            continue
        for child in [child for child in way.lefts if child != noun]:
            child.head = noun
        take_place(noun, way)
        way.head, way.dep_, way.pos_ = noun, "advmod", "ADV"


def models(doc: Doc) -> None:
    """Make parts of a name of the model of an arm that the parser takes for a preposition: "shot down a US MQ-9 drone"
    shot down a drone."""
    for model in depending(doc, "prep"):
        noun = next((child for child in model.rights if child.dep_ == "pobj" and child.i == model.i + 1), None)
        before = model.nbor(-1) if model.i else model
        if noun is None or not _MODEL.fullmatch(model.text):
            continue
        if before.dep_ in ("dobj", "pobj", *SUBJECTS) and before.pos_ == "PROPN" and before.head != model:
            for child in list(before.lefts):
                child.head = noun
            take_place(noun, before)
            before.head, before.dep_ = noun, "compound"
        else:
            take_place(noun, model)
            noun.dep_ = "dobj"
        model.head, model.dep_, model.pos_, model.tag_ = noun, "compound", "PROPN", "NNP"


def days_behind_names(doc: Doc) -> None:
    """Make heads of names that a weekday stands behind: "attacked a post near Goma Monday" was near Goma, on that
    day."""
    for day in depending(doc, "pobj", tag="NNP"):
        name = day.nbor(-1) if day.i else day
        if day.lower_ not in time_words()["weekday"] or name.head != day or name.dep_ not in ("compound", "nmod"):
            continue
        verb = next((above for above in day.ancestors if above.pos_ == "VERB"), None)
        if name.pos_ != "PROPN" or verb is None:
            continue
        take_place(name, day)
        for child in [child for child in day.lefts if child != name]:
            child.head = name
        day.head, day.dep_ = verb, "npadvmod"


def name_gerunds(doc: Doc) -> None:
    """Make nouns of the -ing forms that are subjects, or led by a preposition, without objects: "Fighting between the
    two killed ten", "after days of fighting"; and of those that the model takes for auxiliaries: "Shelling hit the
    city"."""
    for token in tagged(doc, "VBG"):
        if token.dep_ == "aux" and token.head.tag_ == "VBD" and token.i < token.head.i:
            token.pos_, token.tag_, token.dep_, token.lemma_ = "NOUN", "NN", "nsubj", token.lower_
            continue
        is_subject = token.pos_ == "VERB" and token.dep_ in ("csubj", "nsubj", "nsubjpass", "pobj")
        if is_subject and not any(child.dep_ in ("dobj", "aux", "prt") for child in token.children):
            token.pos_ = "NOUN"
            token.dep_ = "nsubj" if token.dep_ == "csubj" else token.dep_
            token.lemma_ = token.lower_


def gerunds_of_nations(doc: Doc) -> None:
    """Make nouns of the -ing forms that only a nationality stands before: in "Ukrainian shelling killed two" the model
    sees somebody who shells."""
    for token in tagged(doc, "VBG"):
        nation = token.nbor(-1) if token.i else token
        verb = token.head
        is_so = nation.lower_ in demonyms() and token.dep_ in ("advcl", "advmod", "amod", "csubj", *SUBJECTS)
        if not is_so or nation.head != token or verb.pos_ not in ("AUX", "VERB") or verb.i < token.i:
            continue
        if any(child.dep_ in ("aux", "dobj", "prt") for child in token.children):
            continue
        token.pos_, token.tag_, token.lemma_ = "NOUN", "NN", token.lower_
        token.dep_ = token.dep_ if token.dep_ in SUBJECTS else "nsubj"
        nation.dep_, nation.pos_, nation.tag_ = "amod", "ADJ", "JJ"


def gerunds_at_the_head(doc: Doc) -> None:
    """Make the subject of what the model takes for a clause: "Fighting in the capital Tripoli killed nine", "fighting
    between rivals in Gao, Mali, left two dead", "shelling by the army killed six"."""
    for sent in doc.sents:
        gerund = sent[0]
        verb = gerund.head
        if gerund.tag_ != "VBG" or gerund.dep_ != "advcl" or verb.pos_ != "VERB" or verb.i < gerund.i:
            continue
        name = next((child for child in verb.lefts if child.dep_ in SUBJECTS), None)
        is_bare = verb.tag_ == "VBD" and any(child.dep_ in ("agent", "prep") for child in gerund.rights)
        if name is None and is_bare and not any(child.dep_ in ("dobj", "prt") for child in gerund.rights):
            gerund.pos_, gerund.tag_, gerund.dep_, gerund.lemma_ = "NOUN", "NN", "nsubj", gerund.lower_
            continue
        is_broken = any(token.text in (",", "--", "-") for token in doc[gerund.i : verb.i])
        if name is None or is_broken or name.ent_type_ != "GPE" or name.nbor(-1).dep_ != "pobj":
            continue
        link = "nsubjpass" if name.dep_ == "nsubjpass" else "nsubj"
        name.head, name.dep_ = name.nbor(-1), "appos"
        gerund.pos_, gerund.tag_, gerund.dep_, gerund.lemma_ = "NOUN", "NN", link, gerund.lower_


#: What those may have done who are struck in it.
_OF_CROWDS = frozenset({"looting", "rioting"})


def name_gerunds_of_harm(doc: Doc) -> None:
    """Make a noun of what people are struck in: "six were killed in shelling on the city" shelled nobody themselves."""
    for token in depending(doc, "pcomp", tag="VBG"):
        link, verb = token.head, token.head.head
        if token.lower_ in _OF_CROWDS:
            continue
        is_passive = verb.tag_ == "VBN" and any(child.dep_ == "auxpass" for child in verb.lefts)
        if link.lower_ == "in" and is_passive and not any(child.dep_ in ("dobj", "prt") for child in token.children):
            token.pos_, token.tag_, token.dep_, token.lemma_ = "NOUN", "NN", "pobj", token.lower_


def names_like_gerunds(doc: Doc) -> None:
    """Make a name of what the model takes for a verb with an object: "were killed by Shining Path guerrillas"."""
    for token in depending(doc, "pcomp", tag="VBG"):
        is_led = token.head.pos_ == "ADP" and token.text[:1].isupper()
        noun = next((child for child in token.rights if child.dep_ == "dobj"), None) if is_led else None
        if noun is None or token.i + 1 >= noun.i or doc[token.i + 1].pos_ != "PROPN":
            continue
        link = token.head
        for child in [child for child in token.children if child != noun]:
            child.head = link.head
        noun.head, noun.dep_ = link, "pobj"
        token.head, token.dep_, token.pos_, token.tag_ = noun, "compound", "PROPN", "NNP"


def name_strikes(doc: Doc) -> None:
    """Make nouns of verbs in the third person that are subjects: "On Monday, airstrikes by the army killed two"."""
    for token in depending(doc, "nsubj", tag="VBZ"):
        if token.head.pos_ == "VERB":
            token.pos_, token.tag_, token.lemma_ = "NOUN", "NNS", token.lower_.removesuffix("s")


def taken_prisoner(doc: Doc) -> None:
    """Make those who are taken the object of "took 200 soldiers prisoner", in which the model sees one prisoner."""
    for held in doc[1:]:
        taken = held.nbor(-1)
        if (
            held.lower_ in HELD
            and held.dep_ == "dobj"
            and any(c.dep_ == "dobj" for c in held.head.rights if c.i < held.i)
        ):
            held.dep_ = "oprd"  # "taking them hostage"
            continue
        is_so = held.lower_ in HELD and held.dep_ == "dobj" and taken.head == held and taken.tag_ == "NNS"
        if not is_so or taken.dep_ not in ("compound", "nmod") or held.head.lemma_ not in _HOLDING:
            continue
        for child in [child for child in held.lefts if child != taken]:
            child.head = taken
        take_place(taken, held)
        held.dep_ = "oprd"


def passers_by(doc: Doc) -> None:
    """Make somebody of a "passer-by", in which the model takes "by" for the noun."""
    for passer in doc[:-2]:
        hyphen, by = passer.nbor(1), passer.nbor(2)
        if passer.lower_ not in PASSERS or hyphen.text != "-" or by.lower_ != "by":
            continue
        if passer.head != by and (by.is_ancestor(passer) or hyphen.is_ancestor(passer)):
            continue
        passer.pos_, passer.tag_ = "NOUN", "NNS" if passer.lower_ == "passers" else "NN"
        if passer.head == by:
            for child in [child for child in by.children if child != passer]:
                child.head = passer
            take_place(passer, by)
        hyphen.head, hyphen.dep_ = passer, "punct"
        by.head, by.dep_, by.pos_, by.tag_ = passer, "advmod", "ADV", "RB"


def nationals(doc: Doc) -> None:
    """Make a person of "a Swiss national working in Libya", in which the model sees a national working."""
    for national in doc[1:-1]:
        if national.lower_ != "national" or national.dep_ != "amod" or national.head.i < national.i:
            continue
        doing, origin = national.nbor(1), national.nbor(-1)
        noun = national.head
        if doing.tag_ != "VBG" or noun not in (doing, doing.head) or origin.pos_ not in ("ADJ", "PROPN"):
            continue
        if noun.head == noun or noun.dep_ not in ("dobj", "nsubj", "nsubjpass", "pobj", "agent"):
            continue
        for child in [child for child in noun.lefts if child.i < national.i]:
            child.head = national
        national.pos_, national.tag_ = "NOUN", "NN"
        take_place(national, noun)
        if noun == doing:
            doing.head, doing.dep_, doing.pos_ = national, "acl", "VERB"
        else:
            noun.head, noun.dep_ = doing, "dobj"
            doing.head, doing.dep_ = national, "acl"


def marches(doc: Doc) -> None:
    """Make an object of a march that the model takes for the month of March: "police dispersed a march by teachers"."""
    for march in depending(doc, "npadvmod"):
        is_march = march.text in ("march", "marches") and any(child.lower_ in ("a", "the") for child in march.lefts)
        if is_march and march.head.i < march.i and not any(child.dep_ == "dobj" for child in march.head.children):
            march.dep_ = "dobj"


def by_whom(doc: Doc) -> None:
    """Hang "by" and people on the event right before it, where the verb has a subject of its own: "police broke up a
    march by teachers", "soldiers foiled an attack by rebels"."""
    for link in depending(doc, "agent", "prep"):
        verb, event = link.head, link.nbor(-1) if link.i else link
        if link.lower_ != "by" or event.dep_ != "dobj" or event.head != verb or event.pos_ != "NOUN":
            continue
        has_doer = any(child.dep_ == "nsubj" for child in verb.lefts)
        people = [child for child in link.rights if child.dep_ == "pobj" and categories(child) & PERSONAL]
        if has_doer and people and not categories(event) & PERSONAL:
            link.head, link.dep_ = event, "prep"


def of_whom_remains_are(doc: Doc) -> None:
    """Hang "of" and people on the bodies, where a day stands between: "found the bodies on Friday of six men"."""
    for link in depending(doc, "prep"):
        day = link.head
        if link.lower_ != "of" or day.ent_type_ not in ("DATE", "TIME") or day.head.dep_ != "prep" or not day.head.i:
            continue
        remains = day.head.nbor(-1)
        if remains.sent == link.sent and remains.lower_ in _BODIES:
            if any(child.dep_ == "pobj" and categories(child) & PERSONAL for child in link.rights):
                link.head = remains


def attacks_by_whom(doc: Doc) -> None:
    """Hang "by" and people on the event that is the subject, where the model hangs it on a verb of result behind: "the
    attack on a village, by rebels, left nine dead"."""
    for link in depending(doc, "agent", "prep"):
        verb = link.head
        if link.lower_ != "by" or link.i > verb.i or any(child.dep_ == "auxpass" for child in verb.lefts):
            continue
        event = next((child for child in verb.lefts if child.dep_ == "nsubj" and child.i < link.i), None)
        by = [word for word in link.subtree if word.dep_ in ("appos", "pobj") and word.ent_type_ not in ("DATE", "GPE")]
        are_people = any(categories(word) & PERSONAL or word.ent_type_ == "ORG" for word in by)
        is_deed = event is not None and lemma(event) in _DEEDS and event.right_edge.i < link.i
        if event is not None and is_deed and are_people:
            link.head, link.dep_ = event, "prep"


def by_whom_somewhere(doc: Doc) -> None:
    """Hang "by" and people on the passive verb, where the model hangs it on the place between: "was kidnapped near his
    home by rebels"."""
    for link in depending(doc, "prep"):
        if link.lower_ != "by" or link.head.i > link.i:
            continue
        verb = link.head
        while verb.dep_ == "pobj" and verb.head.dep_ == "prep" and _is_scene(verb):
            verb = verb.head.head
        is_passive = verb.tag_ == "VBN" and any(child.dep_ == "auxpass" for child in verb.lefts)
        has_doer = any(child.dep_ == "agent" for child in verb.children)
        people = [child for child in link.rights if child.dep_ == "pobj" and categories(child) & PERSONAL]
        if is_passive and not has_doer and people:
            link.head, link.dep_ = verb, "agent"


def _is_scene(noun: Token) -> bool:
    return bool(categories(noun) & _SCENES) or noun.ent_type_ in ("FAC", "GPE", "LOC")


def number_words(doc: Doc) -> None:
    """Make numbers of words for numbers that the model takes for nouns or adjectives: "some fifteen injured",
    "Eleven were hurt", "Eleven men were found"."""
    for token in tagged(doc, "NN", "NNS", "NNP"):
        is_noun = token.tag_ in ("NN", "NNS") or (token.tag_ == "NNP" and token.is_sent_start)
        if is_noun and is_cardinal(token.lower_):
            token.pos_, token.tag_ = "NUM", "CD"
    for token in tagged(doc, "JJ"):
        if token.dep_ == "amod" and token.head.tag_ == "NNS" and is_cardinal(token.lower_):
            token.pos_, token.tag_, token.dep_ = "NUM", "CD", "nummod"


def after_an_acronym(doc: Doc) -> None:
    """Make heads of nouns behind a short form in brackets: whoever holds "a grenade (RPG) expert" holds none."""
    for noun in depending(doc, "appos"):
        thing = noun.head
        is_explained = noun.i > 2 and noun.tag_ in ("NN", "NNS") and thing.i == noun.i - 4
        if not is_explained or doc[noun.i - 3].text != "(" or doc[noun.i - 1].text != ")":
            continue
        short = doc[noun.i - 2].text
        if not short.isupper() or short[:1].lower() not in {
            word.lower_[:1] for word in thing.subtree if word.i < noun.i
        }:
            continue
        for child in list(thing.children):
            if child.i > noun.i or child.dep_ in ("det", "nummod", "poss"):
                child.head = noun
        take_place(noun, thing)
        thing.head, thing.dep_ = noun, "compound"
