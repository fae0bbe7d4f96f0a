"""Verbs that the model hangs on the wrong word, or takes for another form: set right in the parsed text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract.arguments import SPEECH_VERBS
from pipeline.extract.misread_clauses import NEEDING_AN_OBJECT
from pipeline.extract.nouns import PERSONAL, categories, irregular_forms
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.tree_edits import make_sentence, take_place
from pipeline.extract.word_kinds import depending

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: Lengths of time that stand before "later".
_TIMES = frozenset({"day", "hour", "minute", "month", "week"})
#: Words that such a time stands before.
LATER = frozenset({"after", "later"})
#: What people do whom others strike, and how these strike.
_FLEEING, _STRIKING = frozenset({"escape", "flee", "leave", "run"}), frozenset({"attack", "raid", "strike"})
#: Words from people to what they did, where only where they are from stands between.
_SHORT = 4
#: Part of a crowd.
SOME = frozenset({"many", "others", "several", "some"})
#: How somebody is made to leave a place.
_DRIVING = frozenset({"chase", "clear", "drive", "flush", "force", "push"})
#: Words of a time from "was" to what was done: "was, in the early hours of yesterday, killed".
_TIME_WORDS = 10
#: What was done to somebody, also where nobody is said to have done it.
_LATE_HARM = frozenset({"abducted", "arrested", "injured", "kidnapped", "killed", "murdered", "shot", "wounded"})
#: What nobody does to others: "teachers protested" is no reduced passive.
_OWN_ACTS = frozenset({"clash", "demonstrate", "gather", "lunge", "march", "protest", "rally", "surrender"})


def out_of(doc: Doc) -> None:
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


def hours_later(doc: Doc) -> None:
    """Make times of "and hours later bombed a house", in which the model lets the hours bomb."""
    for time in doc[:-1]:
        if time.dep_ == "nsubj" and time.lemma_.lower() in _TIMES and time.nbor(1).lower_ in LATER:
            time.dep_ = "npadvmod"


def times_before_a_clause(doc: Doc) -> None:
    """Hang a time that stands before the word that opens a clause on the verb above it: "set cars ablaze on Thursday
    after two boys were killed" says when they were set ablaze."""
    for mark in depending(doc, "mark"):
        clause = mark.head
        if clause.dep_ != "advcl" or not clause.head.i < mark.i < clause.i:
            continue
        for link in [child for child in clause.lefts if child.dep_ == "prep" and child.right_edge.i < mark.i]:
            if clause.head.i < link.i and any(child.ent_type_ in ("DATE", "TIME") for child in link.rights):
                link.head = clause.head


def told_late(doc: Doc) -> None:
    """Give "he was, on Monday night, killed by gunmen" its verb, where a time stands behind "was": the model lets the
    night be killed, hangs the verb on "was" as anything, or takes "was this evening shot" for a noun."""
    for verb in [*depending(doc, "acl", "advcl", "dep"), *(t for t in depending(doc, "attr") if t.lower_ == "shot")]:
        be = verb.head.head if verb.head.ent_type_ in ("DATE", "TIME") or verb.head.dep_ == "pobj" else verb.head
        while be.dep_ in ("pobj", "prep", "npadvmod") and be.head != be:
            be = be.head
        if not (be.lower_ in ("was", "were") and be.i < verb.i and _is_told_late(verb, be)):
            continue
        verb.tag_, verb.pos_ = "VBN", "VERB"
        take_place(verb, be)
        for child in verb.lefts:
            child.dep_ = "npadvmod" if child.dep_ == "compound" else child.dep_
        for child in [child for child in be.children if child != verb]:
            child.head = verb
            child.dep_ = {"acomp": "advmod", "nsubj": "nsubjpass", "attr": "npadvmod"}.get(child.dep_, child.dep_)
        be.head, be.dep_, be.pos_ = verb, "auxpass", "AUX"
        _join_title_and_name(verb)


def _is_told_late(verb: Token, be: Token) -> bool:
    """Do only words of a time stand between "was" and what was done, and does nothing else follow "was"?"""
    between = verb.doc[be.i + 1 : verb.i]
    is_time = any(token.ent_type_ in ("DATE", "TIME") or token.lower_ == "weekend" for token in between)
    is_harm = verb.lower_ in _LATE_HARM or any(child.dep_ == "agent" for child in verb.children)
    is_own = any(child.dep_ in ("mark", "advmod", "nsubj", "dobj") and child.i < verb.i for child in verb.children)
    is_own = is_own and not any(child.dep_ == "agent" for child in verb.children)
    is_noun = verb.pos_ == "NOUN" and not any(child.dep_ == "compound" for child in verb.lefts)
    has_more = any(child.dep_ == "acomp" and child.ent_type_ not in ("DATE", "TIME") for child in be.children)
    return is_time and is_harm and not (is_own or is_noun or has_more) and len(between) <= _TIME_WORDS


def in_a_style(doc: Doc) -> None:
    """Make the object of whom it befell: "killed them execution-style" killed no style."""
    for style in depending(doc, "dobj"):
        whom = next((child for child in style.head.rights if child.dep_ == "dative" and child.i < style.i), None)
        if style.lower_ == "style" and whom is not None:
            whom.dep_, style.dep_ = "dobj", "npadvmod"


def _join_title_and_name(verb: Token) -> None:
    """Make one subject of a title and the name right behind it, which the model takes for two."""
    subjects = [child for child in verb.lefts if child.dep_ == "nsubjpass"]
    for title, name in pairwise(subjects):
        if name.pos_ == "PROPN" and title.right_edge.i + 1 == name.left_edge.i:
            title.head, title.dep_ = name, "compound"


def after_what_happened(doc: Doc) -> None:
    """Make a clause of "a day after a blast in Jos killed 17, gunmen ...", where the model lets the gunmen kill 17."""
    for verb in depending(doc, "advcl", tag="VBD"):
        if any(child.dep_ in SUBJECTS for child in verb.children):
            continue
        first = next((child for child in verb.lefts), verb)
        is_dated = first.dep_ == "prep" and any(child.ent_type_ == "DATE" for child in first.rights)
        first = first if is_dated else verb  # "after an offensive by gangs on Monday left nine dead"
        last = first.nbor(-1) if first.i > verb.sent.start else verb
        above = [last, *last.ancestors]
        link = next((word for word in above if word.lower_ == "after" and word.dep_ == "prep"), None)
        noun = next((child for child in link.children if child.dep_ == "pobj"), None) if link is not None else None
        if link is not None and noun is not None and noun.right_edge == last and link.i < noun.i:
            noun.head, noun.dep_ = verb, "nsubj"
            link.head, link.dep_ = verb, "mark"


def after_they_struck(doc: Doc) -> None:
    """Make a clause of "fled after raiders attacked on Sunday", where the model has raiders who were attacked."""
    for struck in depending(doc, "acl"):
        people, link = struck.head, struck.head.head
        is_near = struck.i - people.i <= _SHORT and all(word.text != "," for word in doc[people.i : struck.i])
        is_so = people.dep_ == "pobj" and link.lower_ == "after" and people.tag_ == "NNS" and is_near
        if not is_so or struck.tag_ not in ("VBD", "VBN") or struck.lemma_ not in _STRIKING or _is_by_somebody(struck):
            continue
        above = link.head
        struck.head, struck.dep_, struck.tag_ = above, "advcl", "VBD"
        people.head, people.dep_, link.head, link.dep_ = struck, "nsubj", struck, "mark"


def harm_behind_flight(doc: Doc) -> None:
    """Hang "killing six" on those who attacked: "villagers fled after raiders attacked on Sunday, killing six"."""
    for harm in depending(doc, "advcl", tag="VBG"):
        fleeing = harm.head
        if fleeing.lemma_ not in _FLEEING or harm.i < fleeing.i or harm.nbor(-1).text != ",":
            continue
        clauses = [c for c in fleeing.rights if c.dep_ == "advcl" and c.i < harm.i and c.lemma_ in _STRIKING]
        if len(clauses) == 1 and any(child.dep_ == "nsubj" for child in clauses[0].lefts):
            harm.head = clauses[0]


def _is_by_somebody(verb: Token) -> bool:
    return any(child.lower_ == "by" for child in verb.rights)


def told_of_what_happened(doc: Doc) -> None:
    """Hang "that killed four" and "in which four were killed" of "arrested two after an attack on Monday that killed
    four" on the attack: the model hangs them on those who arrest."""
    for clause in depending(doc, "advcl", "ccomp"):
        verb, first = clause.head, clause.left_edge
        relative = next((t for t in (first, *first.rights) if t.tag_ == "WDT" and t.i < clause.i), None)
        if relative is None or relative.lower_ not in ("that", "which") or verb.i > first.i:
            continue
        after = next((c for c in verb.rights if c.lower_ in ("after", "following") and c.dep_ == "prep"), None)
        told = [c for c in after.rights if c.dep_ in ("dobj", "pobj") and c.i < first.i] if after is not None else []
        if told:
            for child in [child for child in verb.rights if child.dep_ == "prep" and told[0].i < child.i < first.i]:
                child.head = told[0]  # "after an attack in Owo on Monday that killed four"
            clause.head, clause.dep_ = told[0], "relcl"


def of_whom_it_is_told(doc: Doc) -> None:
    """Hang "whom they had taken hostage" of "freed six men on Sunday whom they had taken hostage" on the men: behind a
    day the model hangs it on the verb or on the day."""
    for clause in depending(doc, "ccomp", "relcl"):
        who, verb = clause.left_edge, clause.head
        if clause.dep_ == "relcl":
            verb = verb.head.head if verb.ent_type_ == "DATE" and verb.dep_ == "pobj" else verb
        if verb.pos_ != "VERB" or who.lower_ not in ("who", "whom") or who.i == clause.i or not verb.i < who.i:
            continue
        noun = next((c for c in verb.rights if c.dep_ == "dobj" and categories(c) & PERSONAL), None)
        if noun is not None and any(word.ent_type_ == "DATE" for word in doc[noun.right_edge.i + 1 : who.i]):
            clause.head, clause.dep_ = noun, "relcl"


def verb_forms(doc: Doc) -> None:
    """Make verbs of past forms that the model takes for nouns: "The army retook the town"."""
    for token in doc:
        if token.pos_ == "NOUN" and token.lower_ in irregular_forms():
            token.pos_, token.tag_ = "VERB", "VBD"


#: What people do with stones in a riot, in the past.
_THROW = {"hurled": "hurl", "lobbed": "lob", "pelted": "pelt", "threw": "throw", "thrown": "throw", "tossed": "toss"}
THROWN = frozenset(_THROW)


def some_throwing(doc: Doc) -> None:
    """Give "..., some throwing bottles" its verb, which the model takes for bottles that throw."""
    for verb in doc[1:]:
        if verb.tag_ != "VBG" or verb.dep_ != "amod":
            continue
        some, thing = verb.nbor(-1), verb.head
        if (
            some.lower_ not in SOME
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


def and_threw(doc: Doc) -> None:
    """Give "burned tyres and hurled stones" its second verb, which the model takes for what the stones are: bare
    stones behind "and" were thrown by those who did the first."""
    for verb in depending(doc, "amod"):
        stones = verb.head
        if verb.lower_ not in THROWN or stones.dep_ != "conj" or stones.tag_ != "NNS" or stones.i < verb.i:
            continue
        first = stones.head if stones.head.pos_ == "VERB" else stones.head.head
        is_first = first.tag_ == "VBD" and first.i < verb.i and verb.nbor(-1).lower_ in ("and", ",")
        if not is_first or next(stones.lefts) != verb:
            continue
        for child in [child for child in stones.rights if child.dep_ == "prep"]:
            child.head = verb
        verb.head, verb.dep_, verb.tag_, verb.pos_ = first, "conj", "VBD", "VERB"
        stones.head, stones.dep_ = verb, "dobj"


def and_threw_after_a_thing(doc: Doc) -> None:
    """The same, where the model makes one thing of both: "set fire to a bus and hurled stones"."""
    for verb in depending(doc, "conj"):
        bus = verb.head
        stones = bus.head
        is_so = verb.lower_ in THROWN and verb.pos_ != "VERB" and verb.i > 0 and verb.nbor(-1).lower_ == "and"
        if not is_so or bus.dep_ not in ("compound", "nmod") or stones.i != verb.i + 1:
            continue
        first = next((above for above in stones.ancestors if above.pos_ == "VERB"), None)
        if first is None or first.i > bus.i:
            continue
        for child in [child for child in stones.lefts if child != bus]:
            child.head = bus
        for child in [child for child in stones.rights if child.dep_ == "prep"]:
            child.head = verb
        take_place(bus, stones)
        verb.head, verb.dep_, verb.tag_, verb.pos_ = first, "conj", "VBD", "VERB"
        verb.lemma_ = _THROW[verb.lower_]
        stones.head, stones.dep_ = verb, "dobj"


def what_they_did(doc: Doc) -> None:
    """Give "hundreds of policemen protested in Gao" its verb, which the model takes for what was done to them."""
    for verb in depending(doc, "acl"):
        noun = verb.head
        is_rest = noun.dep_ == "ROOT" and noun.pos_ in ("NOUN", "PROPN")
        has_object = verb.tag_ == "VBD" and any(child.dep_ == "dobj" for child in verb.rights)
        is_fight = verb.lemma_ == "fight" and bool(categories(noun) & PERSONAL)  # "students fought with sticks"
        is_own = verb.tag_ == "VBN" and (verb.lemma_ in _OWN_ACTS or is_fight)
        if not is_rest or not (is_own or has_object) or any(child.dep_ == "agent" for child in verb.children):
            continue
        for child in list(noun.children):
            if child.i > verb.i:
                child.head = verb
        make_sentence(verb, noun)
        verb.tag_ = "VBD"


def as_they_clashed(doc: Doc) -> None:
    """Give "as students demanding an end to quotas clashed with police" its verb, which the model takes for what was
    done to what they demand."""
    for verb in depending(doc, "acl", tag="VBN"):
        if verb.lemma_ not in _OWN_ACTS:
            continue
        doing = next((word for word in verb.ancestors if word.dep_ == "acl" and word.tag_ == "VBG"), None)
        people = doing.head if doing is not None else None
        if people is None or people.tag_ != "NNS" or people.i > verb.i or not categories(people) & PERSONAL:
            continue
        link = people.head
        if people.dep_ != "pobj" or link.lower_ not in ("as", "after") or link.i + 1 != people.left_edge.i:
            continue
        is_whole = link.head == link
        verb.head, verb.dep_, verb.tag_ = (verb, "ROOT", "VBD") if is_whole else (link.head, "advcl", "VBD")
        people.head, people.dep_ = verb, "nsubj"
        link.head, link.dep_ = verb, "mark"


def some_of_many(doc: Doc) -> None:
    """Make the object of "shot down nine of 12 drones", whose number the model takes for a measure."""
    for number in depending(doc, "npadvmod"):
        is_part = number.pos_ == "NUM" and any(child.lower_ == "of" for child in number.rights)
        if is_part and number.i > number.head.i and not any(child.dep_ == "dobj" for child in number.head.rights):
            number.dep_ = "dobj"


def finite_conjuncts(doc: Doc) -> None:
    """Join past verbs to past verbs: "militiamen stopped a convoy of men fleeing the town and hacked two to death"."""
    for verb in depending(doc, "conj", tag="VBD"):
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


def with_killed(doc: Doc) -> None:
    """Make those struck of the people in "with 12 people killed", whom the model lets kill."""
    for verb in depending(doc, "pcomp", tag="VBN"):
        if verb.head.lower_ != "with" or any(c.dep_ in ("aux", "dobj") for c in verb.children):
            continue
        for people in [child for child in verb.lefts if child.dep_ == "nsubj"]:
            people.dep_ = "nsubjpass"


#: What becomes of a bomb before it goes off, and of a projectile before it hits; and categories of both.
_LAID = frozenset({"concealed", "hidden", "packed", "placed", "planted", "strapped", "stuffed"})
_FIRED, _PROJECTILES = frozenset({"dropped", "fired", "launched"}), frozenset({"explosive", "missile"})


def fired_by(doc: Doc) -> None:
    """Give "rockets fired by rebels killed two" its verb: the model makes of it that the rockets fired, and killed; so
    with "missiles fired from a drone", for no missile fires, and "explosives packed into a car wounded two"."""
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
        leads = [child for child in verb.rights if child.i < told.i and child.dep_ in ("agent", "prep")]
        is_weapon = not categories(subject).isdisjoint(_PROJECTILES)
        is_fired, is_laid = is_weapon and verb.lower_ in _FIRED, is_weapon and verb.lower_ in _LAID
        if not any(child.dep_ == "agent" or (is_fired and child.lower_ == "from") or is_laid for child in leads):
            continue
        for child in list(verb.children):
            if child.i > told.i or child.i < subject.i:
                child.head = told
        take_place(told, verb)
        subject.head = told
        verb.head, verb.dep_, verb.tag_ = subject, "acl", "VBN"


def _stands_free(verb: Token) -> bool:
    """No word leads to a verb, and nobody else is its subject."""
    return not any(child.dep_ in ("mark", "nsubj", "nsubjpass") for child in verb.children)


def passive_conjuncts(doc: Doc) -> None:
    """Make participles of past forms that share an auxiliary: "they were tied up and beheaded"."""
    for verb in depending(doc, "conj"):
        is_past = verb.tag_ in ("VBD", "VBN") or verb.lower_ == "hurt"
        if not is_past or verb.lemma_.lower() not in NEEDING_AN_OBJECT:
            continue
        is_passive = any(child.dep_ == "auxpass" for child in verb.head.children)
        if not is_passive or any(child.dep_ in ("aux", "auxpass", "dobj") for child in verb.children):
            continue
        verb.tag_ = "VBN"
        for people in [child for child in verb.lefts if child.dep_ == "nsubj"]:
            people.dep_ = "nsubjpass"  # "a man was killed and his wife injured"


#: Words that lead to when something happened.
MARKS = frozenset({"after", "as", "when", "while"})


def marked_at_the_head(doc: Doc) -> None:
    """Make the first verb of "Rebels entered the town on Monday as the army withdrew" its main one, where the model
    takes it for what the second says."""
    for clause in depending(doc, "ROOT"):
        mark = next((child for child in clause.lefts if child.dep_ == "mark" and child.lower_ in MARKS), None)
        told = [c for c in clause.lefts if c.dep_ == "ccomp" and mark is not None and c.i < mark.i and c.pos_ == "VERB"]
        if mark is None or len(told) != 1 or told[0].tag_ not in ("VBD", "VBP", "VBZ"):
            continue
        first = told[0]
        for child in [child for child in clause.lefts if child != first and child.i < mark.i]:
            child.head = first
        take_place(first, clause)
        clause.head, clause.dep_ = first, "advcl"


def said_that(doc: Doc) -> None:
    """Give "said on a website that it had planted the device" what was said, which the model hangs on the website."""
    for clause in depending(doc, "relcl"):
        noun, link = clause.head, clause.head.head
        that = next((child for child in clause.lefts if child.lower_ == "that"), None)
        if that is None or that.dep_ != "mark" or link.dep_ != "prep" or link.head.lemma_.lower() not in SPEECH_VERBS:
            continue
        is_behind = noun.i + 1 == that.i and link.head.i < noun.i
        if is_behind and any(child.dep_ in SUBJECTS for child in clause.children):
            clause.head, clause.dep_ = link.head, "ccomp"
