"""What an event noun or an -ing form tells as a practice: "responsible for attacks", "attacks have surged this year",
"a wave of kidnappings"; no one incident (CODING_RULES 4.4)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.extract.arguments import LIGHT_VERBS, SPEECH_VERBS
from pipeline.extract.campaign_tolls import is_of_a_career, spans_a_campaign
from pipeline.extract.deed_signs import (
    PAST,
    counts_its_own,
    ends_as_text,
    is_bare,
    is_dated,
    is_numbered,
    is_of_one_deed,
    is_perfect,
    strikes_on_a_day,
    took_place_somewhere,
)
from pipeline.extract.doings import career, doing, done_for_long
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.relations import SUBJECTS, subject_and_carrier
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Words that speak of somebody's doings in general: "responsible for attacks", "a wave of attacks", "previous attacks",
#: "accused of attacks", "coordinates attacks".
_GENERAL_ROLES = word_set("general_roles")
_PATTERN_NOUNS = word_set("pattern_nouns")
_GENERAL_ADJECTIVES = word_set("general_adjectives")
_GENERAL_VERBS = word_set("general_verbs")
_PATTERN_VERBS = word_set("pattern_verbs")
#: Words above a trigger that may speak so of it.
_MOST_ABOVE = 6
#: Verbs of doing that the parser takes for nouns: "the commander coordinates attacks".
_READ_AS_NOUNS = word_set("doing_verbs_read_as_nouns")
#: What is done to people, each time to those who are told.
_MURDERS = frozenset({"assassination", "killing", "massacre", "murder"})
#: Somebody told before.
_ONE = frozenset({"her", "him"})
_DEFINITE = frozenset({"a", "an", "that", "the", "this"})
#: What lasts, as nouns; and what a place is of that.
_LASTING = frozenset({"bloodshed", "bombardment", "fighting", "shelling", "violence"})
#: Times too long for one deed.
_LONG_TIMES = frozenset({"months", "weeks", "years"})
_SCENES = frozenset({"focus", "scene", "site", "target"})
#: Verbs of what there is more or less of: "attacks have risen since the truce".
_TREND_VERBS = word_set("trend_verbs")
#: Verbs of what is so or gets so, and what is said of things that happen again and again.
_STATES = frozenset({"be", "become", "remain"})
_RECURRENT = word_set("recurrent")
#: What the fallen are said to have done.
_GIVING = frozenset("achieve attain embrace give lay make pay sacrifice".split())
_GIVEN = frozenset("life martyrdom price sacrifice".split())
#: Words of a list that the parser hangs elsewhere, and how long such a list may be, in words.
_LISTED = frozenset("ADJ ADP ADV CCONJ DET NOUN NUM PART PRON PROPN PUNCT SPACE VERB".split())
_MAX_LIST = 30
#: What is so now and then: "despite sporadic clashes".
_NOW_AND_THEN = frozenset({"continuing", "isolated", "occasional", "repeated", "sporadic"})
#: Those whom one man leads, and verbs of that.
_BANDS = frozenset({"band", "cell", "gang", "group", "network", "squad", "team", "unit"})
_LEADING = frozenset({"command", "control", "form", "found", "head", "join", "lead", "oversee", "run", "supervise"})
#: What somebody has in deeds: "took part in bombings".
_PARTS = frozenset({"part", "role"})
_TAKING_PART = frozenset({"part", "participated"})
#: What a crowd takes part in, in as many places as there are.
_GATHERINGS = frozenset("demonstration march parade protest rally vigil".split())
#: What deeds are made with.
_SUPPLIES = word_set("supplies")
#: Whose work they are: "the official for attacks in the district".
_OFFICES = frozenset({"chief", "commander", "coordinator", "official", "planner"})
#: Words that lead to the means by which something is done.
_MEANS = frozenset({"by", "from", "through"})
#: Words by which one number is set beside another, and verbs of those who help others to fight.
_COMPARED = frozenset({"fewer", "more"})
_BACKING_VERBS = word_set("backing_verbs")
#: What laws do with deeds, and what deeds are by law.
_RULED = frozenset({"ban", "forbid", "outlaw", "prohibit", "punish"})
_OFFENCES = frozenset({"crime", "felony", "offence", "offense", "sin"})
#: What a day hangs on.
_HEADS = frozenset({"AUX", "NOUN", "PROPN", "VERB"})


def practice(trigger: Token) -> Token | None:
    """The word by which a trigger tells a practice: the "responsible" of "responsible for attacks"; None where it may
    tell one deed."""
    return next((word for ask in _PRACTICES if (word := ask(trigger)) is not None), None)


def _under_a_general_word(trigger: Token) -> Token | None:
    """A plural without number, day or place of its own, under a word that speaks of somebody's doings ("responsible for
    attacks")."""
    if trigger.pos_ not in ("NOUN", "PROPN", "VERB") or trigger.tag_ not in ("NNS", "VBG", "NN"):
        return None
    is_definite = any(child.dep_ == "det" and child.lower_ in _DEFINITE for child in trigger.children)
    if (trigger.tag_ == "NN" and is_definite) or _counts_somebody(trigger):
        return None
    if any(inner.ent_type_ in ("DATE", "TIME") for inner in trigger.subtree):
        return None
    for word, below in islice(_above(trigger), _MOST_ABOVE):
        if word.lower_ in _PATTERN_NOUNS:
            return None if strikes_on_a_day(word) else word
        if _speaks_in_general(word, below):
            return word
    is_many = trigger.tag_ == "NNS" and not is_definite and not took_place_somewhere(trigger)
    is_general = any(child.dep_ == "amod" and child.lower_ in _GENERAL_ADJECTIVES for child in trigger.children)
    return trigger if is_many and is_general else None


def _by_rule(trigger: Token) -> Token | None:
    """ "Rioting is punished with ten years", "torture is a crime": what holds of a thing whenever it is done."""
    verb = trigger.head
    if trigger.dep_ not in SUBJECTS or any(trigger.lefts) or trigger.tag_ not in ("NN", "NNS", "VBG"):
        return None
    is_punished = lemma(verb) in _RULED and any(c.dep_ == "auxpass" and c.lower_ in ("are", "is") for c in verb.lefts)
    is_crime = verb.lower_ in ("are", "is") and any(
        child.dep_ == "attr" and lemma(child) in _OFFENCES for child in verb.rights
    )
    return verb if is_punished or is_crime else None


def _of_months(trigger: Token) -> Token | None:
    """ "Resigned after months of protests": of a long time before, and of no day."""
    times = trigger.head.head
    is_of = trigger.dep_ == "pobj" and trigger.head.lower_ == "of" and trigger.tag_ == "NNS"
    is_long = times.lower_ in _LONG_TIMES and times.dep_ == "pobj"
    return times if is_of and is_long and times.head.lower_ in ("after", "amid", "following") else None


def _counts_somebody(trigger: Token) -> bool:
    """A number in a trigger's phrase, or somebody told before: "the killing of ten farmers", "killing him"."""
    objects = [child for child in trigger.children if child.dep_ == "dobj"] if trigger.tag_ == "VBG" else []
    named = [noun for first in objects for noun in (first, *first.conjuncts)]
    return (
        counts_its_own(trigger)
        or _is_of_certain_people(trigger)
        or any(noun.pos_ == "NUM" or noun.lower_ in _ONE or is_numbered(noun) for noun in (trigger, *named))
    )


def _is_of_certain_people(trigger: Token) -> bool:
    """ "The murders of the priests and their cook": of people whom everybody knows, or who were told before."""
    people = [noun for link in trigger.rights if link.lower_ == "of" for noun in link.rights if noun.dep_ == "pobj"]
    are_certain = any(child.lower_ in ("the", "these", "those") for noun in people for child in noun.lefts)
    is_named = any(child.lower_ in ("the", "these") for child in trigger.lefts)
    return is_named and are_certain and lemma(trigger) in _MURDERS


def _above(trigger: Token) -> Iterator[tuple[Token, Token]]:
    """The words above a trigger, each with the one below it; none above a verb that is told beside another: "blamed the
    group and bombed a house, killing six"."""
    below = trigger
    while below.head != below and not (below.dep_ == "conj" and below.tag_ in ("VBD", "VBP", "VBZ")):
        yield below.head, below
        below = below.head


def _speaks_in_general(word: Token, below: Token) -> bool:
    """Does a word speak of somebody's doings, where `below` hangs on it?"""
    if word.lower_ in _GENERAL_ROLES and (word.pos_ == "ADJ" or word.tag_ == "VBN"):
        return True
    if word.pos_ != "VERB":
        return False
    if lemma(word) in _GENERAL_VERBS and below.dep_ not in SUBJECTS:
        return True
    if lemma(word) not in _PATTERN_VERBS:
        return False
    return word.tag_ in ("VBP", "VBZ", "VB") or (
        word.tag_ == "VBG"
        and word.dep_ in ("pcomp", "acl", "conj", "advcl")
        and "weapon" not in categories(word.head)
        and not _goes_with(word)
    )


def _goes_with(verb: Token) -> bool:
    """ "Fighting resumed, with the army carrying out air strikes": what went on with the event of the clause above."""
    return verb.head.lower_ == "with" and any(child.dep_ in SUBJECTS for child in verb.children)


def _trend(trigger: Token) -> Token | None:
    """A plural that there is more of than before: "attacks have surged this year"."""
    verb = trigger.head
    is_lasting = trigger.lower_ in _LASTING and spans_a_campaign(verb)  # "fighting has intensified in recent weeks"
    is_many = trigger.tag_ == "NNS" or is_lasting
    is_trend = is_many and trigger.dep_ in SUBJECTS and lemma(verb) in _TREND_VERBS
    return verb if is_trend and verb.pos_ == "VERB" and not is_numbered(trigger) else None


def _recurrent(trigger: Token) -> Token | None:
    """What is said to be common: "kidnappings for ransom are common in the area", "mob justice has become rife"."""
    above = next(iter(trigger.conjuncts), trigger) if trigger.dep_ == "conj" else trigger
    verb = above.head
    is_many = trigger.tag_ in ("NN", "NNS") and not any(c.dep_ in ("det", "nummod", "poss") for c in trigger.lefts)
    if not is_many or above.dep_ not in SUBJECTS or lemma(verb) not in _STATES:
        return None
    said = [child for child in verb.rights if child.dep_ in ("acomp", "attr")]
    is_episode = verb.tag_ == "VBD" and any(child.dep_ == "advcl" for child in verb.rights)
    if is_dated(verb) or is_episode:  # "looting was rife after rebels entered the town"
        return None
    is_common = any(word.lower_ in _RECURRENT for child in said for word in (child, *child.lefts))
    return verb if is_common else None


def _object_of_long_doing(trigger: Token) -> Token | None:
    """Plurals that are what somebody has done for weeks, or is known for: "has carried out air strikes this year", "has
    used air strikes against the rebels"."""
    if trigger.tag_ != "NNS" or trigger.dep_ != "dobj":
        return None
    return done_for_long(trigger.head) or (career(trigger.head) if trigger.pos_ == "NOUN" else None)


def _scene_of(trigger: Token) -> Token | None:
    """ "The area has been the scene of fierce fighting": what went on there, on no day that is told."""
    scene = trigger.head.head
    verb = scene.head
    is_scene = trigger.dep_ == "pobj" and trigger.head.lower_ == "of" and scene.lower_ in _SCENES
    has_been = verb.lemma_ == "be" and is_perfect(verb)
    return scene if is_scene and has_been and not is_dated(verb) else None


def _in_spite_of(trigger: Token) -> Token | None:
    """ "The truce has held, despite sporadic clashes"."""
    is_so = trigger.tag_ == "NNS" and trigger.head.lower_ == "despite" and is_bare(trigger)
    is_so = is_so and not any(is_of_one_deed(word) or word.lower_ == "by" for word in trigger.subtree)
    is_now_and_then = any(child.lower_ in _NOW_AND_THEN for child in trigger.lefts)
    # "Voting ended on Saturday despite rocket attacks": those of the day.
    return trigger.head if is_so and (is_now_and_then or not is_dated(trigger.head.head)) else None


def _is_honoured(trigger: Token) -> Token | None:
    """ "Saluted the soldiers who laid down their lives": of whom a speech tells, and nothing that happened."""
    if trigger.dep_ != "relcl" or lemma(trigger) not in _GIVING:
        return None
    gift = next((child for child in trigger.rights if child.dep_ == "dobj"), None)
    return trigger if gift is not None and lemma(gift) in _GIVEN else None


def _in_list_of_doings(trigger: Token) -> Token | None:
    """A plural or an -ing form in a list after "responsible for" or "took part in", wherever the parser hangs it."""
    if trigger.tag_ not in ("NNS", "VBG") or any(c.dep_ in ("nummod", "det") for c in trigger.children):
        return None
    if trigger.tag_ == "VBG" and _counts_somebody(trigger):
        return None
    for index in range(trigger.i - 1, max(trigger.sent.start, trigger.i - _MAX_LIST) - 1, -1):
        word = trigger.doc[index]
        if word.lower_ in _TAKING_PART:
            # "Thousands took part in marches", "gunmen on Monday took part in raids": those of a day.
            is_career = trigger.doc[index + 1].lower_ == "in" and lemma(trigger) not in _GATHERINGS
            return word if is_career and not is_dated(word) else None
        if word.lower_ in _GENERAL_ROLES:
            return word if trigger.doc[index + 1].lower_ in ("for", "in", "of") else None
        if word.tag_ in ("VBD", "VBP", "VBZ", "MD", "WDT", "WP", "WRB", "CD") or word.pos_ not in _LISTED:
            return None
        if word.text in (".", ";", ":"):
            return None
    return None


def _faced(trigger: Token) -> Token | None:
    """ "The country is facing terrorist attacks": what there is a danger of, again and again."""
    verb = trigger.head
    is_faced = trigger.tag_ == "NNS" and trigger.dep_ == "dobj" and lemma(verb) == "face" and is_bare(trigger)
    return verb if is_faced and verb.tag_ in ("VBG", "VBP", "VBZ") and not is_dated(verb) else None


def _timeless(trigger: Token) -> Token | None:
    """A plural without number, day or article in a sentence without any past: "he coordinates attacks in the area"."""
    sent = trigger.sent
    if trigger.tag_ != "NNS" or trigger.dep_ in SUBJECTS or not ends_as_text(trigger):
        return None
    if any(child.dep_ in ("det", "nummod") for child in trigger.children):
        return None
    told = [t for t in sent if not _is_of_saying(t)]
    verbs = [t for t in told if t.tag_ in ("VBZ", "VBP", *PAST) or t.lower_ in _READ_AS_NOUNS]
    if not verbs or any(t.tag_ in PAST and t.dep_ != "amod" for t in verbs):
        return None
    return None if any(t.ent_type_ in ("DATE", "TIME") for t in told) else verbs[0]


def _is_of_saying(token: Token) -> bool:
    """A verb of saying, or the day that hangs on it: who speaks and when dates nothing else."""
    if token.ent_type_ in ("DATE", "TIME"):
        heads = (head for head in token.ancestors if head.pos_ in _HEADS and not head.ent_type_)
        above = next(heads, None)
        return above is not None and _is_of_saying(above)
    return token.pos_ == "VERB" and token.lemma_.lower() in SPEECH_VERBS


def _doings_of_one(trigger: Token) -> Token | None:
    """What one man did over time: "he coordinated and conducted attacks against the forces", "the leader took part in
    bombings", with no number and day."""
    is_part = trigger.dep_ == "pobj" and trigger.head.lower_ == "in"
    verb = _taken_part(trigger.head.head) if is_part else trigger.head
    if trigger.dep_ == "conj" and verb.dep_ == "dobj" and verb.pos_ == "NOUN":
        verb = verb.head  # "led roadside bomb and mortar attacks"
    if trigger.tag_ != "NNS" or trigger.dep_ not in ("dobj", "conj", "pobj") or verb.pos_ != "VERB":
        return None
    if lemma(verb) not in _PATTERN_VERBS | LIGHT_VERBS | _LEADING or any(
        c.dep_ in ("det", "nummod") for c in trigger.children
    ):
        return None
    subject, carrier = subject_and_carrier(verb)
    if subject is not None and subject.lower_ == "who" and carrier.dep_ == "relcl":
        subject = carrier.head
    is_one = subject is not None and (
        subject.lower_ in ("he", "she")
        or (subject.tag_ == "NN" and categories(subject) == {"person"})
        or _is_band_of_one(carrier)
    )
    return verb if is_one and not _has_a_day_of_its_own(carrier) else None


def _has_a_day_of_its_own(clause: Token) -> bool:
    """A day in a clause: not the one of the arrest behind it ("captured a leader who led attacks, on Monday")."""
    days = {t.i for t in clause.subtree if t.ent_type_ in ("DATE", "TIME")}
    others = any(t.ent_type_ in ("DATE", "TIME") for t in clause.sent if t.i not in days and t.i > clause.sent.start)
    is_of_the_taken = clause.dep_ == "relcl" and clause.head.dep_ == "dobj" and clause.head.head.pos_ == "VERB"
    is_at_the_end = bool(days) and clause.right_edge.i in days
    return bool(days) and not (is_of_the_taken and is_at_the_end and not others)


def _taken_part(word: Token) -> Token:
    """The verb of "took part", "played a role"; the word itself elsewhere."""
    return word.head if lemma(word) in _PARTS and word.dep_ == "dobj" else word


def _is_band_of_one(clause: Token) -> bool:
    """ "Commanded a cell that carried out attacks": a clause about those whom one man led."""
    is_clause = clause.dep_ == "relcl" or (clause.dep_ == "acl" and clause.tag_ == "VBG")
    return is_clause and lemma(clause.head) in _BANDS and lemma(clause.head.head) in _LEADING


def _of_such_deeds(trigger: Token) -> Token | None:
    """What such deeds are aimed at: "a cell that carried out attacks targeting officials"."""
    deeds = trigger.head
    if trigger.tag_ != "VBG" or trigger.dep_ != "acl" or is_dated(trigger) or _counts_somebody(trigger):
        return None
    return trigger if _is_band_of_one(trigger) else _doings_of_one(deeds) or _supplies(deeds)


def _supplies(trigger: Token) -> Token | None:
    """What somebody gets ready, or has to see to: "gathered intelligence for attacks", "the official for attacks"."""
    link = trigger.head
    if trigger.tag_ != "NNS" or trigger.dep_ != "pobj" or link.lower_ != "for" or not is_bare(trigger):
        return None
    things = (link.head, *(child for child in link.head.rights if child.dep_ == "dobj"))
    return next((thing for thing in things if lemma(thing) in _SUPPLIES or lemma(thing) in _OFFICES), None)


def _livelihood(trigger: Token) -> Token | None:
    """By what somebody lives: "gangs along the river live by kidnapping", "the group funds itself by robbing banks"."""
    means = trigger.head
    while means.dep_ in ("pcomp", "conj") and means.pos_ != "ADP":
        means = means.head
    verb = means.head
    is_means = trigger.tag_ == "VBG" and trigger.dep_ in ("pcomp", "conj") and means.lower_ in _MEANS
    if not is_means or verb.tag_ not in ("VBP", "VBZ") or is_dated(verb) or not ends_as_text(trigger):
        return None
    return verb


def _means_of_a_career(trigger: Token) -> Token | None:
    """By what a group has killed hundreds, in all its years: "has killed hundreds of people in bomb attacks"."""
    means = trigger.head
    is_means = trigger.tag_ == "NNS" and trigger.dep_ == "pobj" and means.lower_ in _MEANS | {"in"} and is_bare(trigger)
    verb = next((above for above in means.ancestors if above.pos_ == "VERB"), None) if is_means else None
    return verb if verb is not None and is_of_a_career(verb) else None


def _kills_at_all_times(trigger: Token) -> Token | None:
    """By what people are killed again and again: "farmers are killed by old mines in this valley"."""
    link = trigger.head
    is_means = trigger.tag_ == "NNS" and trigger.dep_ == "pobj" and link.dep_ == "agent"
    return doing(link.head) if is_means else None


def _compared(trigger: Token) -> Token | None:
    """ "More soldiers died there than in any other district": how often it happened, and no one time."""
    links = [child for child in trigger.rights if child.lower_ == "than"]
    people = [child for child in trigger.lefts if child.dep_ in SUBJECTS]
    is_compared = any(word.lower_ in _COMPARED for noun in people for word in noun.lefts)
    return links[0] if links and is_compared and not any(map(is_numbered, people)) else None


def _support(trigger: Token) -> Token | None:
    """ "The rebels have been backed by air strikes": what has helped them for some time."""
    verb = trigger.head.head
    is_agent = trigger.tag_ == "NNS" and trigger.dep_ == "pobj" and trigger.head.dep_ == "agent"
    return verb if is_agent and is_perfect(verb) and lemma(verb) in _BACKING_VERBS else None


#: What is asked of a trigger, in this order: the first answer gives the word.
_PRACTICES = (
    _by_rule,
    _under_a_general_word,
    _trend,
    _recurrent,
    _object_of_long_doing,
    _scene_of,
    _in_spite_of,
    _is_honoured,
    _in_list_of_doings,
    _timeless,
    _faced,
    _doings_of_one,
    _of_months,
    _of_such_deeds,
    _supplies,
    _livelihood,
    _means_of_a_career,
    _kills_at_all_times,
    _compared,
    _support,
)
