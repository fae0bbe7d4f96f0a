"""Where the model errs so that a clause of conflict is spoilt: set right in the parsed text, for all later steps.

Where only one question is misled by a tree, the tree stays and `misread_clauses.py` gives the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract import fronted_places, headline_errors, shot_errors, verb_errors
from pipeline.extract.misread_clauses import NEEDING_AN_OBJECT
from pipeline.extract.nouns import categories, irregular_forms, lemma
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.time_patterns import time_words
from pipeline.extract.word_kinds import depending, tagged
from pipeline.extract.word_sets import word_set
from pipeline.language.numbers import is_cardinal

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: Lengths of time that stand before "later".
_TIMES = frozenset({"day", "hour", "minute", "month", "week"})
_LATER = frozenset({"after", "later"})
#: What the plural of a noun for people is.
_PEOPLE = frozenset({"force", "person"})
#: Directions in which something lies from a town.
_WAYS = word_set("directions") - {"km", "kilometers", "kilometres", "miles"}
#: Kinds of place that stand behind a name.
_DIVISIONS = frozenset({"city", "county", "department", "district", "province", "region", "state", "town", "village"})
#: Part of a crowd.
_SOME = frozenset({"many", "others", "several", "some"})
#: How somebody is made out to be somebody else, or what he has on him.
_GUISES = frozenset({"armed", "clad", "disguised", "dressed", "masquerading", "posing", "wearing"})
#: How somebody is made to leave a place.
_DRIVING = frozenset({"chase", "clear", "drive", "flush", "force", "push"})
#: What somebody is taken, by what verbs: "took 200 soldiers prisoner".
_HELD, _HOLDING = frozenset({"captive", "hostage", "prisoner"}), frozenset({"hold", "keep", "seize", "take"})
#: The first part of "passer-by".
_PASSERS = frozenset({"passer", "passers"})
#: What became of people.
_FATES = frozenset({"dead", "hurt", "injured", "wounded"})
#: What several do.
_PLURAL = frozenset({"are", "have", "were"})
#: What nobody does to others: "teachers protested" is no reduced passive.
_OWN_ACTS = frozenset({"clash", "demonstrate", "gather", "march", "protest", "rally", "surrender"})


def set_right(doc: Doc) -> None:
    """Mend the tags and the tree of a parsed text, in place.

    The order counts. A rule about certain words is left out where a text has none of them.
    """
    words = frozenset(token.lower_ for token in doc)
    headline_errors.set_right(doc, words)
    _adverbs_at_the_head(doc)
    _plural_heads(doc)
    if words & _WAYS:
        _directions(doc)
    if words & _LATER:
        _hours_later(doc)
    if "after" in words:
        _after_what_happened(doc)
    _name_gerunds(doc)
    _name_strikes(doc)
    if words & irregular_forms().keys():
        _verb_forms(doc)
    if not words.isdisjoint(shot_errors.FIRING):
        shot_errors.name_firing(doc)
        shot_errors.name_shooting(doc)
    if "fire" in words:
        shot_errors.police_fire(doc)
    if "shot" in words:
        shot_errors.shot_dead(doc)
        shot_errors.shot_at(doc)
    if words & _SOME:
        _some_throwing(doc)
    _what_they_did(doc)
    if words & _GUISES:
        _disguised(doc)
    _finite_conjuncts(doc)
    _with_killed(doc)
    _fired_by(doc)
    _lists_of_subjects(doc)
    _beside_a_place(doc)
    verb_errors.verbs_of_objects(doc)
    verb_errors.fleeing_people(doc)
    if "raped" in words:
        verb_errors.gang_raped(doc)
    if ":" in words:
        verb_errors.after_a_place(doc)
    fronted_places.set_right(doc)
    _after_a_month(doc)
    if words & _DIVISIONS:
        _after_a_district(doc)
        _after_a_town(doc)
    _number_words(doc)
    if not words.isdisjoint(_HELD):
        _taken_prisoner(doc)
    if not words.isdisjoint(_PASSERS):
        _passers_by(doc)
    _passive_conjuncts(doc)
    if "(" in words:
        _after_an_acronym(doc)
    if "out" in words:
        _out_of(doc)
    if "shot" in words:
        shot_errors.shot_dead_somebody(doc)
    if words & _FATES:
        shot_errors.what_became_of_them(doc)


def _adverbs_at_the_head(doc: Doc) -> None:
    """Make adverbs of names that stand as one before a comma at the head of a sentence: "Inland, two were killed"."""
    for token in depending(doc, "advmod"):
        is_so = token.is_sent_start and token.pos_ == "PROPN"
        if is_so and token.i + 1 < len(doc) and token.nbor(1).text == ",":
            token.pos_, token.tag_ = "ADV", "RB"


def _plural_heads(doc: Doc) -> None:
    """Make people of the name that the model takes the first word of a sentence for: "Guerrillas killed two"."""
    for token in depending(doc, *SUBJECTS):
        is_name = token.tag_ == "NNP" and token.is_sent_start and token.lower_.endswith("s")
        if is_name and token.head.i > token.i and lemma(token) != token.lower_ and categories(token) & _PEOPLE:
            token.pos_, token.tag_ = "NOUN", "NNS"


def _out_of(doc: Doc) -> None:
    """Hang "out of the town" on the verb that drives somebody there: "drove the fighters out of the town"."""
    for out in doc:
        if out.lower_ != "out" or out.dep_ != "prep" or out.head.dep_ != "dobj":
            continue
        verb = out.head.head
        if (
            verb.i < out.head.i < out.i
            and verb.lemma_ in _DRIVING
            and out.i + 1 < len(doc)
            and out.nbor(1).lower_ == "of"
        ):
            out.head = verb


def _hours_later(doc: Doc) -> None:
    """Make times of "and hours later bombed a house", in which the model lets the hours bomb."""
    for time in doc[:-1]:
        if time.dep_ == "nsubj" and time.lemma_.lower() in _TIMES and time.nbor(1).lower_ in _LATER:
            time.dep_ = "npadvmod"


def _after_what_happened(doc: Doc) -> None:
    """Make a clause of "a day after a blast in Jos killed 17, gunmen ...", where the model lets the gunmen kill 17."""
    for verb in tagged(doc, "VBD"):
        if verb.dep_ != "advcl" or any(child.dep_ in SUBJECTS for child in verb.children):
            continue
        last = verb.nbor(-1) if verb.i > verb.sent.start else verb
        above = [last, *last.ancestors]
        link = next((word for word in above if word.lower_ == "after" and word.dep_ == "prep"), None)
        noun = next((child for child in link.children if child.dep_ == "pobj"), None) if link is not None else None
        if link is not None and noun is not None and noun.right_edge == last and link.i < noun.i:
            noun.head, noun.dep_ = verb, "nsubj"
            link.head, link.dep_ = verb, "mark"


def _directions(doc: Doc) -> None:
    """Make heads of nouns before a direction: "a post west of Marib" is a post, which the model takes for a west."""
    for way in doc:
        if way.lower_ not in _WAYS or way.pos_ != "NOUN":
            continue
        noun = way.nbor(-1) if way.i else way
        is_so = noun.head == way and noun.dep_ in ("compound", "nmod")
        if not is_so or way.i + 1 >= len(doc) or way.nbor(1).lower_ != "of":
            continue
        above = way.head
        for child in [child for child in way.lefts if child != noun]:
            child.head = noun
        noun.head, noun.dep_ = (noun if above == way else above), way.dep_
        way.head, way.dep_, way.pos_ = noun, "advmod", "ADV"


def _name_gerunds(doc: Doc) -> None:
    """Make nouns of the -ing forms that are subjects without objects: "Fighting between the two killed ten"; and of
    those that the model takes for auxiliaries: "Shelling hit the city"."""
    for token in tagged(doc, "VBG"):
        if token.dep_ == "aux" and token.head.tag_ == "VBD" and token.i < token.head.i:
            token.pos_, token.tag_, token.dep_, token.lemma_ = "NOUN", "NN", "nsubj", token.lower_
            continue
        is_subject = token.pos_ == "VERB" and token.dep_ in ("csubj", "nsubj", "nsubjpass")
        if is_subject and not any(child.dep_ in ("dobj", "aux", "prt") for child in token.children):
            token.pos_ = "NOUN"
            token.dep_ = "nsubj" if token.dep_ == "csubj" else token.dep_
            token.lemma_ = token.lower_


def _name_strikes(doc: Doc) -> None:
    """Make nouns of verbs in the third person that are subjects: "On Monday, airstrikes by the army killed two"."""
    for token in tagged(doc, "VBZ"):
        if token.dep_ == "nsubj" and token.head.pos_ == "VERB":
            token.pos_, token.tag_, token.lemma_ = "NOUN", "NNS", token.lower_.removesuffix("s")


def _verb_forms(doc: Doc) -> None:
    """Make verbs of past forms that the model takes for nouns: "The army retook the town"."""
    for token in doc:
        if token.pos_ == "NOUN" and token.lower_ in irregular_forms():
            token.pos_, token.tag_ = "VERB", "VBD"


def _some_throwing(doc: Doc) -> None:
    """Give "..., some throwing bottles" its verb, which the model takes for bottles that throw."""
    for verb in doc[1:]:
        if verb.tag_ != "VBG" or verb.dep_ != "amod":
            continue
        some, thing = verb.nbor(-1), verb.head
        if (
            some.lower_ not in _SOME
            or some.head != thing
            or thing.i < verb.i
            or some.i == 0
            or some.nbor(-1).text not in (",", "-", "\u2013", "\u2014")
        ):
            continue
        above = thing.head
        thing.head, thing.dep_ = verb, "dobj"
        verb.head, verb.dep_, verb.pos_ = above, "advcl", "VERB"
        some.head, some.dep_ = verb, "nsubj"


def _what_they_did(doc: Doc) -> None:
    """Give "hundreds of policemen protested in Gao" its verb, which the model takes for what was done to them."""
    for verb in depending(doc, "acl"):
        if verb.tag_ != "VBN":
            continue
        noun = verb.head
        is_rest = noun.dep_ == "ROOT" and noun.pos_ in ("NOUN", "PROPN")
        if not is_rest or verb.lemma_ not in _OWN_ACTS or any(child.dep_ == "agent" for child in verb.children):
            continue
        for child in list(noun.children):
            if child.i > verb.i:
                child.head = verb
        verb.head, verb.dep_, verb.tag_ = verb, "ROOT", "VBD"
        noun.head, noun.dep_ = verb, "nsubj"


def _disguised(doc: Doc) -> None:
    """Give "a gunman dressed as a policeman shot dead ten" its verb, which the model gives to the policeman."""
    for shot in doc:
        mark = next((child for child in shot.lefts if child.dep_ == "mark" and child.lower_ in ("as", "like")), None)
        if shot.tag_ == "VBD" and shot.dep_ in ("advcl", "ccomp") and mark is not None:
            _undress(shot, mark)
        if shot.dep_ != "acl" or shot.tag_ not in ("VBD", "VBN"):
            continue
        guise = shot.head
        clothed = (
            guise.head.head if guise.dep_ == "pobj" and guise.head.lower_ in ("as", "in", "like", "with") else None
        )
        if clothed is None or clothed.lower_ not in _GUISES or clothed.dep_ != "acl":
            continue
        doer = clothed.head
        above, dep = doer.head, doer.dep_
        if above != doer or not any(child.i > shot.i for child in shot.subtree):
            continue
        for child in [*guise.children, *clothed.children, *doer.children]:
            if child.i > shot.i:
                child.head = shot
        shot.head, shot.dep_, shot.tag_, shot.pos_ = shot, dep, "VBD", "VERB"
        doer.head, doer.dep_ = shot, "nsubj"


def _undress(verb: Token, mark: Token) -> None:
    """Give "gunmen dressed as policemen dragged five from a car" its verb, which the model takes for a clause of how
    they were dressed."""
    clothed = verb.head
    guise = next((child for child in verb.lefts if child.dep_ in SUBJECTS), None)
    if guise is not None and clothed.lower_ in _GUISES and clothed.dep_ == "ROOT" and clothed.i + 1 == mark.i:
        _undress_root(verb, clothed)
    if guise is None or clothed.lower_ not in _GUISES or clothed.dep_ != "acl" or clothed.i + 1 != mark.i:
        return
    doer = clothed.head
    verb.head, verb.dep_ = (verb if doer.head == doer else doer.head), doer.dep_
    doer.head, doer.dep_ = verb, "nsubj"
    mark.head, mark.dep_ = clothed, "prep"
    guise.head, guise.dep_ = mark, "pobj"


def _undress_root(verb: Token, clothed: Token) -> None:
    """The same where it takes how they were dressed for what they did: "gunmen disguised as police attacked a ward"."""
    doer = next((child for child in clothed.lefts if child.dep_ == "nsubj" and child.i == clothed.i - 1), None)
    if doer is None:
        return
    for child in list(clothed.children):
        if child.i > verb.i or child.i < doer.left_edge.i:
            child.head = verb
    verb.head, verb.dep_ = verb, "ROOT"
    doer.head, doer.dep_ = verb, "nsubj"
    clothed.head, clothed.dep_ = doer, "acl"


def _beside_a_place(doc: Doc) -> None:
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


def _finite_conjuncts(doc: Doc) -> None:
    """Join past verbs to past verbs: "militiamen stopped a convoy of men fleeing the town and hacked two to death"."""
    for verb in depending(doc, "conj"):
        if verb.tag_ != "VBD":
            continue
        head = verb.head
        is_so = head.tag_ == "VBG" and head.dep_ in ("acl", "pcomp")
        if not is_so or any(child.dep_ in SUBJECTS for child in verb.children):
            continue
        above = next((one for one in head.ancestors if one.tag_ == "VBD" and one.i < head.i), None)
        if above is None:
            continue
        verb.head = above
        last = next((child for child in reversed(list(head.rights)) if child.i < verb.i and child.dep_ != "cc"), None)
        if last is not None and last.dep_ == "prep" and any(c.ent_type_ == "DATE" for c in last.children):
            last.head = above  # "... fleeing the town on Friday and hacked"


def _with_killed(doc: Doc) -> None:
    """Make those struck of the people in "with 12 people killed", whom the model lets kill."""
    for verb in depending(doc, "pcomp"):
        if verb.tag_ != "VBN" or verb.head.lower_ != "with" or any(c.dep_ in ("aux", "dobj") for c in verb.children):
            continue
        for people in [child for child in verb.lefts if child.dep_ == "nsubj"]:
            people.dep_ = "nsubjpass"


def _fired_by(doc: Doc) -> None:
    """Give "rockets fired by rebels killed two" its verb: the model makes of it that the rockets fired, and killed."""
    for subject in depending(doc, "nsubj"):
        verb = subject.head
        if subject.i != verb.i - 1 or any(c.dep_ == "nsubj" for c in verb.lefts if c != subject):
            continue
        told = next(
            (c for c in verb.rights if c.dep_ in ("advcl", "conj") and c.tag_ == "VBD" and _stands_free(c)), None
        )
        is_bare = not any(child.dep_ in ("aux", "auxpass", "cc", "dobj") for child in verb.children)
        if told is None or not is_bare:
            continue
        if not any(child.dep_ == "agent" and verb.i < child.i < told.i for child in verb.children):
            continue
        above, dep = verb.head, verb.dep_
        for child in list(verb.children):
            if child.i > told.i or child.i < subject.i:
                child.head = told
        told.head, told.dep_ = (told if above == verb else above), dep
        subject.head = told
        verb.head, verb.dep_, verb.tag_ = subject, "acl", "VBN"


def _stands_free(verb: Token) -> bool:
    """No word leads to a verb, and nobody else is its subject."""
    return not any(child.dep_ in ("mark", "nsubj", "nsubjpass") for child in verb.children)


def _lists_of_subjects(doc: Doc) -> None:
    """Make a list of "an envoy, a policeman and their driver were killed": the model explains him by the others."""
    for first in depending(doc, *SUBJECTS):
        if first.tag_ != "NN":
            continue  # behind a name stands what he is: "Luis Perez, a senator and a leader of his party"
        second = next((child for child in first.rights if child.dep_ == "appos"), None)
        if second is None:
            continue
        are_more = any(child.dep_ == "conj" for child in second.rights) and second.tag_ in ("NN", "NNP")
        is_plural = any(child.dep_ in ("aux", "auxpass") and child.lower_ in _PLURAL for child in first.head.lefts)
        if are_more and is_plural and not any(child.dep_ == "conj" for child in first.children):
            second.dep_ = "conj"


def _after_a_month(doc: Doc) -> None:
    """Give "in December gunmen stormed a post" its doers, which the model takes for "December gunmen"."""
    for noun in tagged(doc, "NNS"):
        if noun.dep_ != "pobj":
            continue
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


def _after_a_district(doc: Doc) -> None:
    """Give "in Kashmir's Shopian district security forces killed" its place, which the model takes for their name."""
    for noun in depending(doc, "nsubj"):
        if noun.tag_ not in ("NNS", "NN"):
            continue
        kind = next((child for child in noun.lefts if child.lower_ in _DIVISIONS and child.dep_ == "compound"), None)
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


def _after_a_town(doc: Doc) -> None:
    """Give "in the town of Hpakant one man was shot", "... Hpakant police fired" its subject, which the model takes for
    what the town is called."""
    for of in doc[1:-1]:
        if of.lower_ != "of" or of.nbor(-1).lower_ not in _DIVISIONS:
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


def _taken_prisoner(doc: Doc) -> None:
    """Make those who are taken the object of "took 200 soldiers prisoner", in which the model sees one prisoner."""
    for held in doc[1:]:
        taken = held.nbor(-1)
        is_so = held.lower_ in _HELD and held.dep_ == "dobj" and taken.head == held and taken.tag_ == "NNS"
        if not is_so or taken.dep_ not in ("compound", "nmod") or held.head.lemma_ not in _HOLDING:
            continue
        for child in [child for child in held.lefts if child != taken]:
            child.head = taken
        taken.head, taken.dep_ = held.head, "dobj"
        held.dep_ = "oprd"


def _passers_by(doc: Doc) -> None:
    """Make somebody of a "passer-by", in which the model takes "by" for the noun."""
    for passer in doc[:-2]:
        hyphen, by = passer.nbor(1), passer.nbor(2)
        if passer.lower_ not in _PASSERS or hyphen.text != "-" or by.lower_ != "by" or passer.head != by:
            continue
        for child in [child for child in by.children if child != passer]:
            child.head = passer
        passer.head, passer.dep_ = (passer if by.head == by else by.head), by.dep_
        by.head, by.dep_, by.pos_, by.tag_ = passer, "advmod", "ADV", "RB"


def _number_words(doc: Doc) -> None:
    """Make numbers of words for numbers that the model takes for nouns: "some fifteen injured", "Eleven were hurt"."""
    for token in tagged(doc, "NN", "NNP"):
        is_noun = token.tag_ == "NN" or (token.tag_ == "NNP" and token.is_sent_start)
        if is_noun and is_cardinal(token.lower_):
            token.pos_, token.tag_ = "NUM", "CD"


def _passive_conjuncts(doc: Doc) -> None:
    """Make participles of past forms that share an auxiliary: "they were tied up and beheaded"."""
    for verb in depending(doc, "conj"):
        if verb.tag_ not in ("VBD", "VBN") or verb.lemma_.lower() not in NEEDING_AN_OBJECT:
            continue
        is_passive = any(child.dep_ == "auxpass" for child in verb.head.children)
        if not is_passive or any(child.dep_ in ("aux", "auxpass", "dobj") for child in verb.children):
            continue
        verb.tag_ = "VBN"
        for people in [child for child in verb.lefts if child.dep_ == "nsubj"]:
            people.dep_ = "nsubjpass"  # "a man was killed and his wife injured"


def _after_an_acronym(doc: Doc) -> None:
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
        above, dep = thing.head, thing.dep_
        for child in list(thing.children):
            if child.i > noun.i or child.dep_ in ("det", "nummod", "poss"):
                child.head = noun
        noun.head, noun.dep_ = (noun if above == thing else above), dep
        thing.head, thing.dep_ = noun, "compound"
