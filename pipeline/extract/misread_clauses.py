"""What a clause says where the model errs and one question alone is misled: the tree stays, the answer is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.nouns import REMAINS
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Verbs that say what befalls their object, and what shows that such a verb is none of a headline's participles.
NEEDING_AN_OBJECT = word_set("needing_an_object")
_HEADLINE_BARRIERS = frozenset({"aux", "ccomp", "dobj", "xcomp"})
#: How a sentence of running text ends, and what leads to where or when somebody was shot.
_STOPS = frozenset(".!?\"'\u201d")
_AROUND = frozenset("after by during in inside near outside".split())
_ARMED = frozenset({"armed", "equipped"})
#: Verbs of coming upon the dead.
_COMING_UPON = frozenset({"discover", "find", "recover"})
#: What forces do before they destroy it: "found and destroyed a depot".
_FINDING = frozenset({"discover", "find", "locate", "uncover", "unearth"})


def before_and(noun: Token) -> list[Token]:
    """The army, in "the army and M23 rebels", which the parser takes for a kind of rebels."""
    if noun.tag_ != "NNS":
        return []
    return [
        child
        for child in noun.lefts
        if child.dep_ == "nmod"
        and child.pos_ == "NOUN"
        and any(c.dep_ == "cc" and c.lower_ == "and" for c in child.children)
        and any(c.dep_ in ("det", "poss") and c.i < child.i for c in (*child.children, *noun.lefts))
    ]


def auxiliary_apart(verb: Token) -> Token | None:
    """The "were" of "three men were on Tuesday night shot dead", which the parser takes for a verb of its own."""
    auxiliary = verb.head
    is_apart = (
        auxiliary.lemma_ == "be"
        and verb.tag_ in ("VBN", "VBD")
        and verb.dep_ in ("acl", "advcl", "ccomp", "conj", "dep", "xcomp")
        and not any(child.dep_ in ("aux", "auxpass", "mark", "nsubj", "nsubjpass") for child in verb.children)
    )
    if not is_apart:
        return None
    between = verb.doc[auxiliary.i + 1 : verb.i]
    is_day = any(token.ent_type_ in ("DATE", "TIME") for token in between) and all(
        token.ent_type_ in ("DATE", "TIME") or token.pos_ in ("ADP", "ADV", "DET", "PUNCT") for token in between
    )
    return auxiliary if is_day else None


def sharing_object(verb: Token) -> Token | None:
    """The verb that has the object of both: "killed and wounded dozens", "police arrested and questioned 20 men"."""
    is_needy = verb.lemma_.lower() in NEEDING_AN_OBJECT | _FINDING and not any(
        child.dep_ == "dobj" for child in verb.children
    )
    following = next((child for child in verb.rights if child.dep_ == "conj" and child.tag_ == verb.tag_), None)
    if not is_needy or following is None or any(child.dep_ in SUBJECTS for child in following.children):
        return None
    between = verb.doc[verb.i + 1 : following.i]
    is_beside = all(token.dep_ in ("cc", "advmod") for token in between)
    return following if is_beside and any(child.dep_ == "dobj" for child in following.rights) else None


def is_headline_passive(verb: Token) -> bool:
    """ "Five insurgents killed in Khost": a past form of a verb that cannot do without an object, and has none."""
    following = verb.doc[verb.i + 1] if verb.i + 1 < len(verb.doc) else None
    if _is_shot(verb):
        return True
    return (
        verb.tag_ == "VBD"
        and verb.lemma_.lower() in NEEDING_AN_OBJECT
        and sharing_object(verb) is None
        and not any(child.dep_ in _HEADLINE_BARRIERS for child in verb.children)
        and any(child.dep_ == "nsubj" and child.tag_ in ("NN", "NNS", "NNP", "NNPS", "CD") for child in verb.children)
        and (following is None or following.pos_ in ("ADP", "PUNCT", "CCONJ", "SPACE", "ADV"))
    )


def _is_shot(verb: Token) -> bool:
    """ "Woman shot outside school", "three herders shot dead in raid": in a headline, what was done to them."""
    if verb.tag_ != "VBD" or verb.lemma_.lower() != "shoot" or verb.sent.text.rstrip()[-1:] in _STOPS:
        return False
    following = [token.lower_ for token in verb.doc[verb.i + 1 : min(verb.i + 3, verb.sent.end)]]
    is_dead = following[:1] == ["dead"]
    where = following[1:] if is_dead else following[:1]
    return (is_dead and not where) or any(word in _AROUND or not word.isalpha() for word in where)


def armed_with(weapon: Token, verb: Token) -> Token | None:
    """ "Men armed with guns killed ten": the parser makes of it what the guns did, which the men do."""
    while weapon.dep_ == "conj":
        weapon = weapon.head
    arming = weapon.head.head
    is_so = weapon.dep_ == "pobj" and weapon.head.lower_ == "with" and arming.dep_ == "acl" and arming.lower_ in _ARMED
    return arming.head if is_so and any(child.dep_ == "dobj" for child in verb.children) else None


def is_of_the_dead(verb: Token) -> bool:
    """ "Police found the bodies of six men, blindfolded and shot": which the parser takes for what the police did."""
    first = verb
    while first.dep_ == "conj" and first.head.dep_ == "conj":
        first = first.head
    finding = first.head
    return (
        first.dep_ == "conj"
        and first.i > first.sent.start
        and finding.lemma_.lower() in _COMING_UPON
        and first.nbor(-1).text == ","
        and any(child.dep_ == "dobj" and child.lemma_.lower() in REMAINS for child in finding.children)
    )


def has_lost_subject(verb: Token) -> bool:
    """True where the parser hung the subject of a coordinated passive on the clause before it.

    "Residents were asked about the leader and two men from the village were detained": the men, not the residents.
    """
    forms = [child for child in verb.children if child.dep_ == "auxpass"]
    first = min(forms, key=lambda child: child.i, default=None)
    return (
        verb.dep_ == "conj"
        and first is not None
        and first.i > verb.sent.start
        and verb.doc[first.i - 1].pos_ in ("NOUN", "PROPN")
    )
