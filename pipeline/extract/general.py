"""What is told in general: somebody's doings, a practice, a kind of people; no one incident (CODING_RULES 4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.arguments import LIGHT_VERBS, SPEECH_VERBS
from pipeline.extract.campaign_tolls import spans_a_campaign
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Words that speak of somebody's doings in general: "responsible for attacks", "a wave of attacks", "accused of
#: attacks", "previous attacks".
_GENERAL_ROLES = word_set("general_roles")
#: What lasts, as nouns; and what a place is of that.
_LASTING = frozenset({"bloodshed", "bombardment", "fighting", "shelling", "violence"})
#: What the fallen are said to have done.
_GIVING = frozenset("achieve attain embrace give lay make pay sacrifice".split())
_GIVEN = frozenset("life martyrdom price sacrifice".split())
_AT = frozenset({"around", "at", "in", "near"})
_SCENES = frozenset({"focus", "scene", "site", "target"})
#: Somebody told before.
_ONE = frozenset({"her", "him"})
_PATTERN_NOUNS = word_set("pattern_nouns")
_GENERAL_VERBS = word_set("general_verbs")
_GENERAL_ADJECTIVES = word_set("general_adjectives")
_PATTERN_VERBS = word_set("pattern_verbs")
_STRIKING_VERBS = word_set("striking_verbs")
#: Verbs of what there is more or less of: "attacks have risen since the truce".
_TREND_VERBS = word_set("trend_verbs")
_FREQUENCY_ADVERBS = word_set("frequency_adverbs")
_QUANTIFIERS = word_set("quantifiers")
#: Verbs of doing that the parser takes for nouns: "the commander coordinates attacks".
_READ_AS_NOUNS = word_set("doing_verbs_read_as_nouns")
#: How a sentence of running text ends.
_STOPS = frozenset(".!\"'\u201d")
#: Verbs whose past looks like their present.
_SAME_IN_THE_PAST = word_set("same_in_the_past")
#: Verbs of what somebody is known for.
_CAREER_VERBS = word_set("career_verbs")
#: Verbs of what is so or gets so, and what is said of things that happen again and again.
_STATES = frozenset({"be", "become", "remain"})
_RECURRENT = word_set("recurrent")


def doing(trigger: Token) -> tuple[str, Token] | None:
    """The pattern that a trigger is part of, and the word that makes it one: "responsible for attacks"."""
    return (
        _pattern(trigger)
        or _trend(trigger)
        or _recurrent(trigger)
        or (_done_for_long(trigger.head) if trigger.tag_ == "NNS" and trigger.dep_ == "dobj" else None)
        or _scene_of(trigger)
        or _in_spite_of(trigger)
        or _is_honoured(trigger)
        or _in_list_of_doings(trigger)
        or _timeless(trigger)
        or _doings_of_one(trigger)
        or _livelihood(trigger)
    )


def practice(verb: Token) -> tuple[str, Token] | None:
    """The same for the verb of a trigger: "gangs often attack traders", "civilians are killed by these mines"."""
    return next((found for ask in _PRACTICES if (found := ask(verb)) is not None), None)


def _ways(verb: Token) -> tuple[str, Token] | None:
    """What people do as a rule: "they ambush patrols and kidnap workers": the present tense of running text, of many,
    to many whom nothing numbers, with no day."""
    subject, first = _subject(verb)
    if subject is None or first.tag_ != "VBP" or first.lower_ in _SAME_IN_THE_PAST or not _ends_as_text(first):
        return None
    struck = [child for child in verb.children if child.dep_ == "dobj"]
    is_of_many = subject.lower_ == "they" or any(child.lower_ == "the" for child in subject.lefts)
    if not first.sent.start or any(_is_of_one_deed(word) for word in first.sent):
        return None
    is_told = any(child.dep_ in ("aux", "prt") for child in first.children) or _is_dated(first) or _is_dated(verb)
    return ("pattern", verb) if is_of_many and struck and all(map(_is_bare, struck)) and not is_told else None


def _whenever(verb: Token) -> tuple[str, Token] | None:
    """What happens as often as something else: "every time a leader is murdered", "whoever kills a priest"."""
    if any(child.lower_ in ("whenever", "whoever") for child in verb.lefts):
        return None if verb.tag_ in _PAST else ("pattern", verb)
    is_at_all_times = any(child.tag_ in ("VBP", "VBZ") for child in (verb, *verb.lefts))
    times = [child for child in verb.lefts if child.dep_ == "npadvmod"]
    times += [verb.head] if verb.dep_ in ("acl", "relcl") else []
    each = (noun for noun in times if noun.lower_ == "time" and any(c.lower_ in ("each", "every") for c in noun.lefts))
    noun = next(each, None)
    return ("pattern", noun) if noun is not None and is_at_all_times else None


def _goes_on(verb: Token) -> tuple[str, Token] | None:
    """What has gone on for a time that nobody tells, or for years: "the army has been fighting rebels in the hills".
    Who "had been attacking the post when troops came" did so then."""
    aux = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    is_on = verb.tag_ == "VBG" and "been" in aux and bool(aux & {"has", "have", "had"})
    is_at_once = "had" in aux and any(
        clause.tag_ == "VBD" and child.lower_ == "when" for clause in verb.rights for child in clause.lefts
    )
    is_dated = _is_dated(verb) and not spans_a_campaign(verb)
    return ("pattern", verb) if is_on and not is_at_once and not is_dated else None


def _done_for_long(verb: Token) -> tuple[str, Token] | None:
    """Plurals that nobody counts, in weeks and years up to now: "the army has bombed rebel positions in recent weeks",
    "has carried out air strikes this year". Whom a number or an article tells is somebody."""
    is_perfect = verb.tag_ == "VBN" and any(c.dep_ == "aux" and c.lower_ in ("has", "have") for c in verb.children)
    if not is_perfect or not spans_a_campaign(verb):
        return None
    return ("pattern", verb) if _has_bare_objects(verb) else None


def _has_bare_objects(verb: Token) -> bool:
    objects = [child for child in verb.rights if child.dep_ == "dobj"]
    return bool(objects) and all(_is_bare(noun) for noun in objects)


def _career(verb: Token) -> tuple[str, Token] | None:
    """What somebody is known for, told behind the news: "militants have killed teachers and burned schools", "has
    carried out air strikes against the group", with no day and nobody counted in the sentence."""
    first = verb
    while first.dep_ == "conj" and first.head.pos_ == "VERB":
        first = first.head
    has = any(c.dep_ == "aux" and c.lower_ in ("has", "have") for c in first.lefts)
    is_perfect = first.tag_ == "VBN" and has and not any(c.dep_ == "auxpass" for c in first.lefts)
    if not is_perfect or first.dep_ != "ROOT" or not _ends_as_text(first) or not _has_bare_objects(first):
        return None
    if not any(ent.label_ == "DATE" for ent in first.doc[: first.sent.start].ents):
        return None  # the news itself, of no day
    if lemma(first) not in _CAREER_VERBS or any(_is_of_one_deed(word) for word in first.sent):
        return None
    return ("pattern", first) if verb == first or _has_bare_objects(verb) else None


def _is_honoured(trigger: Token) -> tuple[str, Token] | None:
    """ "Saluted the soldiers who laid down their lives": of whom a speech tells, and nothing that happened."""
    if trigger.dep_ != "relcl" or lemma(trigger) not in _GIVING:
        return None
    gift = next((child for child in trigger.rights if child.dep_ == "dobj"), None)
    return ("pattern", trigger) if gift is not None and lemma(gift) in _GIVEN else None


def _in_spite_of(trigger: Token) -> tuple[str, Token] | None:
    """ "The truce has held, despite sporadic clashes"."""
    is_so = trigger.tag_ == "NNS" and trigger.head.lower_ == "despite" and _is_bare(trigger)
    is_so = is_so and not any(_is_of_one_deed(word) or word.lower_ == "by" for word in trigger.subtree)
    return ("pattern", trigger.head) if is_so else None


def _is_of_one_deed(word: Token) -> bool:
    """A day, a number, a named place: "have attacked villages in Plateau state"."""
    is_place = word.dep_ == "prep" and word.lower_ in _AT and any(c.pos_ == "PROPN" for c in word.subtree)
    return word.ent_type_ in ("DATE", "TIME") or word.pos_ == "NUM" or is_place


def _scene_of(trigger: Token) -> tuple[str, Token] | None:
    """ "The area has been the scene of fierce fighting": what went on there, on no day that is told."""
    scene = trigger.head.head
    verb = scene.head
    is_scene = trigger.dep_ == "pobj" and trigger.head.lower_ == "of" and scene.lower_ in _SCENES
    is_perfect = verb.lemma_ == "be" and any(c.dep_ == "aux" and c.lower_ in ("has", "have") for c in verb.lefts)
    return ("pattern", scene) if is_scene and is_perfect and not _is_dated(verb) else None


def _habit(verb: Token) -> tuple[str, Token] | None:
    """What is done again and again: "gangs often attack traders", "his attacks often killed civilians"."""
    subject, first = _subject(verb)
    if first.pos_ != "VERB" or first.tag_ not in ("VB", "VBD", "VBP", "VBZ") or verb.sent.text.isupper():
        return None
    if any(child.dep_ in ("aux", "auxpass") for part in (verb, first) for child in part.children):
        return None
    is_often = any(child.lower_ in _FREQUENCY_ADVERBS for part in (verb, first) for child in part.children)
    is_many = subject is not None and (subject.tag_ in ("NNS", "NNPS") or first.tag_ == "VBZ")  # "which often strikes"
    return ("pattern", verb) if is_often and is_many else None


def _recurs(verb: Token) -> tuple[str, Token] | None:
    """What happens at intervals: "a bomb goes off every few weeks", "people are killed each night"."""
    _, first = _subject(verb)
    is_at_intervals = any(
        child.ent_type_ in ("DATE", "TIME") and any(word.lower_ in ("each", "every") for word in child.subtree)
        for child in first.children
    )
    return ("pattern", verb) if is_at_intervals and first.tag_ in ("VBP", "VBZ", "VBN") else None


def _subject(verb: Token) -> tuple[Token | None, Token]:
    """The subject of a verb, and the verb of the coordination that carries it."""
    while True:
        found = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
        if found is not None or verb.dep_ != "conj" or verb.head.pos_ != "VERB":
            return found, verb
        verb = verb.head


def _generic(verb: Token) -> tuple[str, Token] | None:
    """What holds of a kind of people at all times: "civilians are killed by these mines", "bombers who target buses".

    Present tense of unnumbered people, with no day; headlines drop their auxiliaries, and news of a day its present.
    """
    subject, first = _subject(verb)
    if subject is None or verb.pos_ != "VERB" or any(child.dep_ == "aux" for child in first.children):
        return None
    passive = next((child for child in first.children if child.dep_ == "auxpass"), None)
    if passive is not None:
        of_a_kind = passive.lower_ == "are" and (first.dep_ != "ROOT" or _ends_as_text(first))
    else:
        of_a_kind = first.tag_ == "VBP" and first.lower_ not in _SAME_IN_THE_PAST and first.dep_ == "relcl"
        subject = first.head if subject.lower_ in ("who", "that", "which") else subject
    is_kind = of_a_kind and _is_bare(subject) and not _is_dated(first)
    return ("pattern", verb) if is_kind else None


def _is_bare(noun: Token) -> bool:
    """A plural that nothing numbers, owns or points at: "civilians"."""
    return noun.tag_ == "NNS" and not any(
        child.dep_ in ("nummod", "poss", "det") or child.lower_ in _QUANTIFIERS for child in noun.children
    )


def _is_dated(verb: Token) -> bool:
    """A day hangs on a verb itself, and not on a clause beside it."""
    return any(
        word.ent_type_ in ("DATE", "TIME")
        for child in verb.children
        if child.pos_ not in ("VERB", "AUX")
        for word in child.subtree
    )


def _ends_as_text(token: Token) -> bool:
    """The sentence ends as running text does, and a headline does not."""
    return token.sent.text.rstrip()[-1:] in _STOPS


def _counts_its_own(trigger: Token) -> bool:
    """ "the deaths of seven farmers": a number in the of-phrase makes a plural one incident."""
    return any(
        inner.dep_ == "nummod"
        for child in trigger.children
        if child.dep_ == "prep" and child.lower_ == "of"
        for noun in child.children
        for inner in noun.children
    )


def _pattern(trigger: Token) -> tuple[str, Token] | None:
    """A plural without number, day or place of its own, under a word that speaks of somebody's doings ("responsible for
    attacks")."""
    if trigger.pos_ not in ("NOUN", "PROPN", "VERB") or trigger.tag_ not in ("NNS", "VBG", "NN"):
        return None
    objects = [child for child in trigger.children if child.dep_ == "dobj"] if trigger.tag_ == "VBG" else []
    named = [noun for first in objects for noun in (first, *first.conjuncts)]
    numbered = _counts_its_own(trigger) or any(
        noun.pos_ == "NUM" or noun.lower_ in _ONE or any(child.dep_ == "nummod" for child in noun.children)
        for noun in (trigger, *named)
    )
    definite = any(
        child.dep_ == "det" and child.lower_ in ("the", "this", "that", "a", "an") for child in trigger.children
    )
    dated = any(inner.ent_type_ in ("DATE", "TIME") for inner in trigger.subtree)
    if trigger.tag_ == "NN" and definite:
        return None
    if numbered or dated:
        return None
    current = trigger
    for _ in range(6):
        head = current.head
        if head == current or (current.dep_ == "conj" and current.tag_ in ("VBD", "VBP", "VBZ")):
            break  # "blamed the group and bombed a house, killing six"
        if head.lower_ in _GENERAL_ROLES and (head.pos_ == "ADJ" or head.tag_ == "VBN"):
            return "pattern", head
        if head.lower_ in _PATTERN_NOUNS:
            return None if _strikes_on_a_day(head) else ("pattern", head)
        if (
            head.pos_ == "VERB"
            and head.tag_ == "VBG"
            and head.dep_ in ("pcomp", "acl", "conj", "advcl")
            and lemma(head) in _PATTERN_VERBS
            and "weapon" not in categories(head.head)
            and not _goes_with(head)
        ):
            return "pattern", head
        if head.pos_ == "VERB" and lemma(head) in _GENERAL_VERBS and current.dep_ not in SUBJECTS:
            return "pattern", head
        if head.pos_ == "VERB" and head.tag_ in ("VBP", "VBZ", "VB") and lemma(head) in _PATTERN_VERBS:
            return "pattern", head
        current = head
    if (
        trigger.tag_ == "NNS"
        and not definite
        and not _took_place_in(trigger)
        and any(child.dep_ == "amod" and child.lower_ in _GENERAL_ADJECTIVES for child in trigger.children)
    ):
        return "pattern", trigger
    return None


def _took_place_in(noun: Token) -> bool:
    """ "Similar rallies took place in Valencia and Maracaibo": told of two towns as what went on there."""
    verb = noun.head
    is_held = noun.dep_ in SUBJECTS and (verb.tag_ == "VBD" or any(c.lower_ == "were" for c in verb.children))
    return is_held and any(
        place.ent_type_ == "GPE" or place.pos_ == "PROPN"
        for prep in verb.children
        if prep.lower_ in ("at", "in", "near")
        for place in prep.children
    )


def _goes_with(verb: Token) -> bool:
    """ "Fighting resumed, with the army carrying out air strikes": what went on with the event of the clause above."""
    return verb.head.lower_ == "with" and any(child.dep_ in SUBJECTS for child in verb.children)


def _trend(trigger: Token) -> tuple[str, Token] | None:
    """A plural that there is more of than before: "attacks have surged this year"."""
    verb = trigger.head
    is_lasting = trigger.lower_ in _LASTING and spans_a_campaign(verb)  # "fighting has intensified in recent weeks"
    is_many = trigger.tag_ == "NNS" or is_lasting
    is_trend = is_many and trigger.dep_ in SUBJECTS and lemma(verb) in _TREND_VERBS
    return ("pattern", verb) if is_trend and verb.pos_ == "VERB" and not _is_numbered(trigger) else None


def _recurrent(trigger: Token) -> tuple[str, Token] | None:
    """What is said to be common: "kidnappings for ransom are common in the area", "mob justice has become rife"."""
    above = next(iter(trigger.conjuncts), trigger) if trigger.dep_ == "conj" else trigger
    verb = above.head
    is_many = trigger.tag_ in ("NN", "NNS") and not any(c.dep_ in ("det", "nummod", "poss") for c in trigger.lefts)
    if not is_many or above.dep_ not in SUBJECTS or lemma(verb) not in _STATES:
        return None
    said = [child for child in verb.rights if child.dep_ in ("acomp", "attr")]
    if _is_dated(verb):
        return None
    is_common = any(word.lower_ in _RECURRENT for child in said for word in (child, *child.lefts))
    return ("pattern", verb) if is_common else None


def _is_numbered(noun: Token) -> bool:
    return any(child.dep_ == "nummod" for child in noun.children)


def _strikes_on_a_day(noun: Token) -> bool:
    """ "A series of bombings ripped through the city on Tuesday": what it did, and when.

    The parser takes the verb for a participle that hangs on the noun as often as not.
    """
    deeds = [child for child in noun.children if child.dep_ in ("acl", "relcl")]
    deeds += [noun.head] if noun.dep_ in SUBJECTS else []
    return any(deed.tag_ in _PAST and lemma(deed) in _STRIKING_VERBS and _is_dated(deed) for deed in deeds)


#: Words of a list that the parser hangs elsewhere, and how long such a list may be, in words.
_LISTED = frozenset("ADJ ADP ADV CCONJ DET NOUN NUM PART PRON PROPN PUNCT SPACE VERB".split())
_MAX_LIST = 30


def _in_list_of_doings(trigger: Token) -> tuple[str, Token] | None:
    """A plural or an -ing form in a list after "responsible for" or "involved in", wherever the parser hangs it."""
    if trigger.tag_ not in ("NNS", "VBG") or any(c.dep_ in ("nummod", "det") for c in trigger.children):
        return None
    for index in range(trigger.i - 1, max(trigger.sent.start, trigger.i - _MAX_LIST) - 1, -1):
        word = trigger.doc[index]
        if word.lower_ in _GENERAL_ROLES:
            return ("pattern", word) if trigger.doc[index + 1].lower_ in ("for", "in", "of") else None
        if word.tag_ in ("VBD", "VBP", "VBZ", "MD", "WDT", "WP", "WRB", "CD") or word.pos_ not in _LISTED:
            return None
        if word.text in (".", ";", ":"):
            return None
    return None


def _doings_of_one(trigger: Token) -> tuple[str, Token] | None:
    """What one man did over time: "he coordinated and conducted attacks against the forces", with no number and day."""
    verb = trigger.head
    if trigger.tag_ != "NNS" or trigger.dep_ not in ("dobj", "conj") or verb.pos_ != "VERB":
        return None
    if lemma(verb) not in _PATTERN_VERBS | LIGHT_VERBS or any(c.dep_ in ("det", "nummod") for c in trigger.children):
        return None
    subject, _ = _subject(verb)
    is_one = subject is not None and (
        subject.lower_ in ("he", "she") or (subject.tag_ == "NN" and categories(subject) == {"person"})
    )
    return ("pattern", verb) if is_one and not any(t.ent_type_ in ("DATE", "TIME") for t in verb.subtree) else None


def _livelihood(trigger: Token) -> tuple[str, Token] | None:
    """By what somebody lives: "gangs along the river live by kidnapping", "the group funds itself by robbing banks"."""
    means = trigger.head
    while means.dep_ in ("pcomp", "conj") and means.pos_ != "ADP":
        means = means.head
    verb = means.head
    is_means = trigger.tag_ == "VBG" and trigger.dep_ in ("pcomp", "conj") and means.lower_ in _MEANS
    if not is_means or verb.tag_ not in ("VBP", "VBZ") or _is_dated(verb) or not _ends_as_text(trigger):
        return None
    return "pattern", verb


#: Words that lead to the means by which something is done.
_MEANS = frozenset({"by", "from", "through"})
_PAST = frozenset({"VBD", "VBN"})
#: What a day hangs on.
_HEADS = frozenset({"AUX", "NOUN", "PROPN", "VERB"})


def _timeless(trigger: Token) -> tuple[str, Token] | None:
    """A plural without number, day or article in a sentence without any past: "he coordinates attacks in the area"."""
    sent = trigger.sent
    if trigger.tag_ != "NNS" or trigger.dep_ in SUBJECTS or not _ends_as_text(trigger):
        return None
    if any(child.dep_ in ("det", "nummod") for child in trigger.children):
        return None
    told = [t for t in sent if not _is_of_saying(t)]
    verbs = [t for t in told if t.tag_ in ("VBZ", "VBP", *_PAST) or t.lower_ in _READ_AS_NOUNS]
    if not verbs or any(t.tag_ in _PAST and t.dep_ != "amod" for t in verbs):
        return None
    return None if any(t.ent_type_ in ("DATE", "TIME") for t in told) else ("pattern", verbs[0])


def _is_of_saying(token: Token) -> bool:
    """A verb of saying, or the day that hangs on it: who speaks and when dates nothing else."""
    if token.ent_type_ in ("DATE", "TIME"):
        heads = (head for head in token.ancestors if head.pos_ in _HEADS and not head.ent_type_)
        above = next(heads, None)
        return above is not None and _is_of_saying(above)
    return token.pos_ == "VERB" and token.lemma_.lower() in SPEECH_VERBS


#: What makes a practice of what a verb tells, in this order.
_PRACTICES = (_habit, _recurs, _generic, _ways, _whenever, _goes_on, _done_for_long, _career)
