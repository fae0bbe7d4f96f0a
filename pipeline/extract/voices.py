"""Names that tell who speaks of what happened, or where: countries that condemn an attack, the city in which ministers
meet, the seat of an organisation, the country where a ruler is while he is overthrown. Nothing happens there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.nouns import lemma
from pipeline.extract.relations import subject_and_carrier
from pipeline.extract.word_sets import word_set
from pipeline.language.speakers import BODIES, STATESMEN

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

#: What is done about a deed by those far from it, and what anybody does who tells of one.
_VOICING, _SAYING = word_set("voicing_verbs"), word_set("reporting_verbs")
#: What ministers do abroad, and what they do it at.
_GATHERING, _GATHERINGS = word_set("gathering_verbs"), word_set("gatherings")
#: What is done with talks, what they are called, and what leads to where something happens.
_OF_TALKS = word_set("verbs_of_talks")
_TALKS = frozenset({"conference", "dialogue", "negotiations", "summit", "talks"})
_SCENE = frozenset({"at", "during", "in", "near", "outside"})
#: Those who speak for a country abroad, those who speak for anybody, and bodies that have a seat.
_ENVOYS = word_set("envoys")
_SPOKESMEN, _SEATED = word_set("spokesmen"), word_set("seated_bodies")
_OWN = frozenset({"its", "their"})
_BASED = frozenset({"base", "headquarter"})
_SEATS = frozenset({"headquarters", "office", "offices", "seat"})
#: Prepositions of where somebody is who speaks.
_WHERE = frozenset({"at", "from", "in", "to"})
_TALKING = _GATHERING | _VOICING | _SAYING
_BESIDE_TALKING = _TALKING | frozenset({"be", "have"})
#: What brings in something that happens where somebody speaks.
_THEN = frozenset({"as", "before", "until", "when", "while"})
#: Verbs of where a ruler is meanwhile, verbs of ousting him, and what is seized from him or staged against him.
_STAYING = frozenset({"attend", "be", "stay", "travel", "visit"})
_OUSTING = frozenset({"depose", "oust", "overthrow", "topple"})
_POWER = frozenset({"control", "coup", "power", "putsch"})
_OF_SOMEBODY = frozenset({"amod", "compound", "nmod", "poss"})
#: Relations of a clause to the noun or verb whose doer it shares.
_SHARING = frozenset({"acl", "advcl", "relcl"})


def is_voice(name: Span) -> bool:
    """Does a name tell who speaks, or where somebody speaks, meets, visits or has his seat: "Spain condemned the
    attack", "ministers, meeting in Vilnius, welcomed it", "the London-based group"?

    A town where people meet who are struck there is none: "the minister, visiting Gao, was shot".
    """
    after = name.doc[name.end : name.end + 2]
    if len(after) == 2 and after[0].text == "-" and lemma(after[1]) in _BASED:
        return True
    root = name.root
    while root.dep_ == "conj" and root.head.pos_ == "PROPN":
        root = root.head  # "the European Union, Spain and Ireland"
    return _is_speaker(root) or _is_where(root) or _is_where_a_ruler_is(root)


def says_seat(participle: Token) -> bool:
    """Does a participle say where somebody has his seat: "the group, based in Somalia"?"""
    return participle.tag_ == "VBN" and lemma(participle) in _BASED


def _is_speaker(token: Token) -> bool:
    """Is it a country that speaks, or whose envoy or office does? Its own president speaks of what happens at home."""
    if token.dep_ == "nsubj":
        return _speaks(token) and not any(child.dep_ == "appos" for child in token.children)  # "in Kano, an aide said"
    noun = token.head
    if token.dep_ == "pobj" and noun.lower_ == "of":
        noun = noun.head
    elif token.dep_ not in _OF_SOMEBODY:
        return False
    is_office = noun.pos_ == "PROPN" and lemma(noun.head) in _VOICING  # "the US State Department condemned it"
    is_abroad = noun.lower_ in _ENVOYS or any(child.lower_ == "foreign" for child in noun.lefts)
    return noun.dep_ == "nsubj" and (is_abroad or is_office) and _speaks(noun)


def _speaks(subject: Token) -> bool:
    """Does a country condemn something, or say something of no place and of nobody of its own: "Turkey said that it was
    saddened"?"""
    verb = subject.head
    if lemma(verb) not in _SAYING:
        return lemma(verb) in _VOICING
    own = set(subject.subtree)
    return not any(
        token.lower_ in _OWN or (token.dep_ == "pobj" and token.pos_ == "PROPN" and token.ent_type_ != "DATE")
        for token in verb.subtree
        if token not in own
    )


def _is_where(token: Token) -> bool:
    """Is it where somebody speaks, meets or has his seat?"""
    if token.dep_ == "dobj" and lemma(token.head) in _GATHERING:
        return _is_of_statesmen(token.head)  # "visiting Brussels"
    if token.dep_ in ("compound", "nmod") and token.head.lower_ in _TALKS:
        return not _is_struck(token.head)  # "the Geneva talks"
    if token.dep_ != "pobj" or token.head.lower_ not in _WHERE:
        return False
    governor = token.head.head
    if says_seat(governor):
        return True
    if governor.pos_ == "VERB":
        subject, _ = subject_and_carrier(governor)
        # "As peace talks went on in the capital"
        is_of_talks = subject is not None and subject.lower_ in _TALKS and not _is_struck(subject)
        return is_of_talks or _is_of_statesmen(governor)
    if governor.lower_ in _SEATS and governor.dep_ == "dobj" and lemma(governor.head) == "have":
        return True  # "which has its headquarters in Geneva"
    if governor.lower_ in _TALKS and not _is_struck(governor):
        return True  # "the dialogue in Geneva", "a round of negotiations in Caracas"
    if governor.lower_ in _GATHERINGS:
        verb = next((above for above in governor.ancestors if above.pos_ == "VERB"), None)
        is_speaking = governor.dep_ == "nsubj" and lemma(governor.head) in _VOICING  # "a meeting in Oslo condemned it"
        # "Iran condemned it in a statement from Tehran"
        return is_speaking or (verb is not None and (lemma(verb) in _VOICING or _is_of_statesmen(verb)))
    if governor.ent_type_ == "ORG" and governor.dep_ == "nsubj" and lemma(governor.head) in _VOICING:
        return True  # "the Arab League in Cairo condemned it"
    speaker = governor
    if governor.lower_ in _SEATED and governor.dep_ == "pobj" and governor.head.lower_ in ("for", "of"):
        speaker = governor.head.head  # "a spokesman for the company in Houston"
    if speaker.dep_ != "nsubj" or speaker.lower_ not in STATESMEN | _SPOKESMEN:
        return False
    # "A UN spokesman in New York", "a company spokesman in Houston"
    is_of_body = any(child.lower_ in BODIES | _SEATED for child in speaker.lefts)
    is_far = speaker is not governor or speaker.lower_ in STATESMEN or is_of_body
    return lemma(speaker.head) in (_VOICING | _SAYING if is_far else _VOICING)


def _is_struck(talks: Token) -> bool:
    """ "A bomb at the Kabul conference", "a bomber struck the talks": does something befall those who meet there?"""
    if talks.head.lower_ in _SCENE:
        return True
    return talks.dep_ in ("dobj", "nsubjpass") and lemma(talks.head) not in _TALKING | _OF_TALKS


def _is_where_a_ruler_is(place: Token) -> bool:
    """ "The army seized power while the president was in Paris", "while he was at the United Nations in New York"."""
    verb = next((above for above in place.ancestors if above.pos_ in ("AUX", "VERB")), None)
    if verb is None or verb.dep_ != "advcl" or lemma(verb) not in _STAYING:
        return False
    taken = [child for child in verb.head.children if child.dep_ in ("dobj", "nsubjpass")]
    if lemma(verb.head) not in _OUSTING and not any(lemma(noun) in _POWER for noun in taken):
        return False
    is_meanwhile = any(child.dep_ == "mark" and child.lower_ == "while" for child in verb.lefts)
    return is_meanwhile and any(child.dep_ == "nsubj" and child.tag_ in ("NN", "NNP", "PRP") for child in verb.lefts)


def _is_of_statesmen(verb: Token) -> bool:
    """Is a verb one of meeting or speaking whose doers speak for a country or condemn a deed, and is nothing done to
    them there?"""
    above = [token for token in verb.ancestors if token.pos_ == "VERB"]
    if lemma(verb) not in _TALKING or any(lemma(v) not in _BESIDE_TALKING for v in above) or _is_broken_off(verb):
        return False
    subject, _ = subject_and_carrier(verb)
    if verb.dep_ in _SHARING and (subject is None or subject.tag_ in ("WDT", "WP")):
        subject = verb.head if verb.head.pos_ in ("NOUN", "PROPN") else subject_and_carrier(verb.head)[0]
    if subject is None:
        return False
    words = {subject.lower_, *(child.lower_ for child in subject.lefts)}
    is_body = subject.ent_type_ in ("ORG", "GPE", "PERSON") and not STATESMEN.isdisjoint(words)
    if is_body or subject.lower_ in STATESMEN:
        return True
    # Whoever condemns a deed was not there: "the archbishop, speaking in Rome, condemned the attack".
    return any(lemma(v) in _VOICING for v in above) and subject.pos_ in ("NOUN", "PROPN")


def _is_broken_off(verb: Token) -> bool:
    """ "The minister was speaking in Jilib when gunmen opened fire": what happens then, happens there."""
    clauses = (child for child in verb.rights if child.dep_ in ("advcl", "ccomp"))
    return any(word.lower_ in _THEN for clause in clauses for word in clause.lefts)
