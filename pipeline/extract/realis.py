"""Is an event told as having happened? Negation, plans, threats, rumours, patterns (CODING_RULES 4.4;
`patterns/realis_cues.csv`)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract.arguments import LIGHT_VERBS, by_phrase, governor, is_passive, objects, subjects
from pipeline.extract.campaign_tolls import spans_a_campaign
from pipeline.extract.deed_signs import is_dated
from pipeline.extract.doings import doing, goes_on
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.practices import practice
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.word_sets import word_set
from pipeline.reference.actors import actor_category

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Cue -> the code of codes/realis.csv that it leads to; "historical", "accused" and the rest have their own treatment
#: below.
_CODE = {
    "future": "future",
    "hypothetical": "hypothetical",
    "threat": "threat",
    "rumour": "rumour",
    "negated": "negated",
    "declaration": "declaration",
    "exercise": "hypothetical",
    "fiction": "hypothetical",
    "attempted": "attempted",
    "failed": "negated",
    "life": "pattern",
}
#: Kinds of tales: of what nobody did, and of what somebody did in his time.
_TALES = frozenset({"fiction", "life"})
_HYPOTHETICAL_MARKS = word_set("hypothetical_marks")
_MODALS = {
    "would": "future",
    "will": "future",
    "shall": "future",
    "'ll": "future",
    "wo": "future",
    "may": "hypothetical",
    "might": "hypothetical",
    "could": "hypothetical",
    "can": "hypothetical",
    "should": "hypothetical",
    "must": "hypothetical",
}
#: What there is none of where a thing never was: "at no time", "under no circumstances".
_OCCASIONS = frozenset("circumstance mean moment occasion point stage time way".split())
#: Words of a question of what to do.
_ASKING = frozenset({"how", "when", "where", "whether"})
#: Verbs after which an infinitive did happen: "managed to kill", "went on to attack".
_IMPLICATIVE = word_set("implicative")
_DECLARING = word_set("declaring_verbs")
#: What forces carry out for a purpose.
_OPERATIONS = word_set("operations")
#: Who regrets or wishes to say something says it.
_WISHING, _WISHED_SAYINGS = word_set("wishing_verbs"), word_set("wished_sayings")
#: What those do who have gathered for it.
_PROTESTING = frozenset({"demonstrate", "protest", "rally"})
#: What is announced or called for is still to come: "announced a march".
_ANNOUNCING = word_set("announcing_verbs")
#: What has been done when somebody announces it: "announced the arrest of a commander".
_DONE_ALREADY = frozenset("arrest assassination capture detention killing murder seizure".split())
#: Verbs of those who set a day for what is to be: "called a march for Sunday".
_SETTING_DAYS = word_set("day_setting_verbs")
#: What is told of which another says that it is so, and verbs of saying that it is not.
_ALLEGED = frozenset("accusation allegation charge claim report rumor rumour story suggestion".split())
_REJECTING = frozenset("contradict deny dismiss dispute rebut refute reject".split())
#: What is denied of a tale by which it is untrue: "it was not so".
_SO = frozenset({"correct", "so", "true"})
#: What a tale is that is not so.
_UNTRUE = word_set("untrue")
#: Verbs of those who see to it that somebody does not do a thing: "kept them from looting".
_HINDERING = word_set("hindering_verbs")
#: What tells of something, by which it is told too that there was none: "no reports of clashes".
_TELLING = frozenset("account evidence incident indication record report sign trace word".split())
#: Whoever it may be.
_ANYBODY = frozenset({"anybody", "anyone", "whoever"})
#: How what nobody vouches for is told, and words by which it is denied.
_AT_SECOND_HAND = frozenset({"allegedly", "reported", "reportedly", "rumored", "rumoured", "supposedly"})
_DENYING = frozenset({"denied", "denies", "deny", "denying", "dismissed"})
#: Verbs of what does not take place, or is not to.
_CALLED_OFF = frozenset("ban cancel forbid outlaw postpone prohibit scrap shelve suspend".split())
#: Verbs of what is to come, in the passive of the present.
_PLANNING = frozenset({"expect", "plan"})
#: Words by which what stands behind "for" is asked for: "called for protests".
_CALLING = word_set("calling_words")
#: Verbs of saying whose own mood says nothing of what they tell: "would not say who fired".
_REPORTING = word_set("reporting_verbs")
#: What hangs on a noun by these tells when or where, and not what it is about: "killed in the planned attack".
_CIRCUMSTANCES = word_set("circumstance_prepositions")
#: Adjectives of an event noun: "a planned march", "a possible attack", "a foiled plot".
_PENDING = word_set("pending")
_POSSIBLE = word_set("possible")
_FOILED = word_set("foiled")
#: Relations through which a word above a clause bears on it, and those through which the mood of a verb above does.
_BEARING_RELATIONS = frozenset(
    "acl acomp advcl agent attr ccomp csubj dobj nsubj nsubjpass oprd pcomp pobj prep relcl xcomp".split()
)
#: What leads to what had happened before somebody wills or fears anything.
_PAST_MARKS = frozenset({"after", "because", "since"})
_TIME_MARKS = frozenset({"after", "as", "before", "until", "when", "while"})
#: Words above a clause that are looked at.
_MOST_ABOVE = 6
#: Relations of the words between "without" and what did not happen.
_INSIDE_WITHOUT = frozenset({"acl", "dobj", "nsubj", "nsubjpass", "pcomp", "pobj"})
_MODAL_RELATIONS = frozenset("acl ccomp dobj nsubj nsubjpass prep xcomp".split())
_JUDGED = "casus.judged"


@lru_cache(maxsize=1)
def cues() -> dict[str, str]:
    """Lemma of a cue -> what it makes of the event that depends on it."""
    with resources.files("pipeline.extract").joinpath("patterns/realis_cues.csv").open(encoding="utf-8") as lines:
        return {row["cue"]: row["realis"] for row in csv.DictReader(lines)}


def _verb_of(token: Token) -> Token:
    """The verb whose mood counts: the trigger itself, or the light verb that carries an event noun."""
    if token.pos_ in ("VERB", "AUX"):
        return token
    verb, how = governor(token)
    if verb is not None and (
        lemma(verb) in LIGHT_VERBS
        or how in ("subject", "passive subject")
        or lemma(verb) in ("be", "occur", "happen", "take")
    ):
        return verb
    return token


def _modality(verb: Token) -> tuple[str, Token] | None:
    has_perfect = any(child.dep_ == "aux" and child.lower_ in ("have", "'ve") for child in verb.children)
    if verb.dep_ == "advcl" and (first := verb.left_edge).lower_ == "had" and first.head == verb and _has_subject(verb):
        return "hypothetical", first  # "had the device gone off, dozens would have died"
    for child in verb.children:
        if child.dep_ == "prep" and child.i < verb.i and (never := _at_no_time(child)) is not None:
            return "negated", never
        if child.dep_ == "neg" or (child.dep_ in ("advmod", "preconj") and child.lower_ in ("never", "hardly")):
            return "negated", child
    for child in verb.children:
        if child.dep_ == "aux" and child.lower_ in _MODALS:
            # "may have killed" is doubtful but about the past; "could hear shots" is perception.
            return ("hypothetical" if has_perfect else _MODALS[child.lower_]), child
        if child.dep_ == "mark" and child.lower_ in _HYPOTHETICAL_MARKS:
            return "hypothetical", child
        if child.dep_ in ("aux", "auxpass") and child.lower_ in ("going", "gonna"):
            return "future", child
        if child.lower_ in _ASKING and child.i < verb.i and _has_to(verb):
            return "hypothetical", child  # "debated how to fight the rebels"
    return None


def _at_no_time(preposition: Token) -> Token | None:
    """ "At no time did soldiers shoot", "under no circumstances"."""
    nouns = [child for child in preposition.rights if child.dep_ == "pobj" and lemma(child) in _OCCASIONS]
    return next((word for noun in nouns for word in noun.lefts if word.lower_ == "no"), None)


def _has_to(verb: Token) -> bool:
    """True for an infinitive with "to"."""
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _governing_cue(verb: Token) -> tuple[str, Token] | None:
    """What the words above a clause make of it: "planned to attack", "denied that", "in an attempt to"."""
    current = verb
    for _ in range(_MOST_ABOVE):
        head, dep = current.head, current.dep_
        if head == current:
            return None
        if dep == "conj" and current.tag_ in ("VBD", "VBZ") and head.tag_ == "VB":
            return None  # "an operation to arrest a leader and shot him dead": a finite verb is of no aim
        if dep == "advcl" and current.tag_ == "VBD" and any(child.lower_ in _PAST_MARKS for child in current.lefts):
            return None  # "vowed to isolate it after a bomber killed 44": what had happened
        if dep in _BEARING_RELATIONS:
            if dep == "acl" and lemma(head) in _ALLEGED and lemma(head.head) in _REJECTING and head.dep_ == "dobj":
                return "negated", head.head  # "rejected claims that the air force had bombed a hospital"
            if dep in ("acl", "relcl") and _is_false_tale(head):
                return "negated", head  # "a fake video that shows thugs burning boxes"
            if dep == "acl" and lemma(head) in _ALLEGED and _proves_untrue(head):
                return "negated", head.head  # "a report that a drone had hit the port proved to be a hoax"
            if dep in ("relcl", "acl") and not _has_to(current):
                return None
            if _says_it(current):
                return None
            cue = _cue_above(current)
            if any(token.text == ";" for token in head.doc[current.i : head.i]):
                return None  # "they said they had taken it; the army denied that": an assertion that another denies
            if cue in _CODE and not _is_beside(cue, current):
                return ("pattern" if cue == "attempted" and _is_tried_for_long(current) else _CODE[cue]), head
            if cue in ("accused", "feared"):
                return None
            found = _intended(current) or _mood_above(current) or _declared(current)
            if found is not None:
                return found
        current = head
    return None


def _is_false_tale(tale: Token) -> bool:
    """ "A fake video", "false reports"."""
    is_tale = lemma(tale) in _ALLEGED or "media" in categories(tale)
    return is_tale and any(child.dep_ == "amod" and lemma(child) in _UNTRUE for child in tale.lefts)


def _proves_untrue(tale: Token) -> bool:
    """ "Reports proved to be false", "the claim was a lie", "was rejected"."""
    verb = tale.head
    if tale.dep_ not in SUBJECTS or verb.pos_ not in ("VERB", "AUX"):
        return False
    said = [word for child in verb.rights if child.dep_ != "conj" for word in child.subtree]
    is_denied = any(child.dep_ == "neg" for child in verb.children)
    is_untrue = any(lemma(word) in _UNTRUE for word in said) or lemma(verb) in _REJECTING
    return is_untrue != (is_denied and (is_untrue or any(word.lower_ in _SO for word in said)))


def _is_tried_for_long(verb: Token) -> bool:
    """ "Have been trying to retake the town since March"; not "had been trying to overrun it on Monday"."""
    return goes_on(verb.head) is not None and (not is_dated(verb) or spans_a_campaign(verb))


def _cue_above(token: Token) -> str:
    """The cue on which a word hangs, "" for none; what only says when or where says nothing of what it is about."""
    if token.dep_ in ("advcl", "agent") or (token.dep_ == "prep" and token.lower_ in _CIRCUMSTANCES):
        return ""
    if lemma(token.head) == "want" and token.head.tag_ == "VBN":
        return ""  # "a man wanted over a killing" is sought for what he did
    return cues().get(lemma(token.head), "")


def _is_beside(cue: str, token: Token) -> bool:
    """True where a cue is not about what hangs on it: the verb of a subject, "threats of bombing"."""
    if token.dep_ in SUBJECTS and token.head.pos_ == "VERB":
        return True
    return cue == "threat" and token.head.pos_ == "NOUN" and token.dep_ == "pobj" and token.pos_ == "VERB"


def _says_it(verb: Token) -> bool:
    """ "Regrets to announce that two soldiers died", "would like to inform": the wish to say it is how it is said."""
    is_wish = _has_to(verb) and verb.dep_ in ("advcl", "xcomp") and lemma(verb.head) in _WISHING
    return is_wish and lemma(verb) in _WISHED_SAYINGS


def _takes_part(verb: Token) -> bool:
    """ "Took part in a convoy to protest imports": a crowd that does something for it."""
    is_part = any(child.dep_ == "dobj" and child.lower_ == "part" for child in verb.rights)
    return (lemma(verb) == "take" and is_part) or lemma(verb) == "participate"


def _intended(verb: Token) -> tuple[str, Token] | None:
    """An infinitive is still to come, unless the verb above says that it came about: "managed to kill"."""
    word = lemma(verb.head)
    is_aim = verb.dep_ == "relcl" and word in _OPERATIONS  # "an operation to detain a leader"; not "the first to die"
    if not _has_to(verb) or not (is_aim or verb.dep_ in ("xcomp", "advcl", "acl", "ccomp")):
        return None
    if word == "be" and verb.head.tag_ in ("VBP", "VBZ"):
        return "future", verb.head  # "the unions are to hold a rally"
    is_for_it = _takes_part(verb.head) or not any(child.dep_ == "dobj" for child in verb.children)
    is_protest = lemma(verb) in _PROTESTING and is_for_it
    if word in _IMPLICATIVE and (is_protest or verb.dep_ not in ("advcl", "acl")):
        return None  # "gathered to rally against the law"
    if is_protest and verb.dep_ == "advcl" and verb.head.tag_ == "VBD":
        return None  # "drove tractors into the city to protest"
    return ("attempted" if word in ("attempt", "try") else "future"), verb.head


def _mood_above(token: Token) -> tuple[str, Token] | None:
    """The mood of the verb above, where it bears on what hangs on it."""
    head, dep = token.head, token.dep_
    if head.pos_ not in ("VERB", "AUX") or dep not in _MODAL_RELATIONS or lemma(head) in _REPORTING:
        return None
    mood = _modality(head)
    return None if mood is not None and dep == "prep" and mood[0] == "negated" else mood


def _declared(verb: Token) -> tuple[str, Token] | None:
    """What somebody declares that he will do, or will not: "vowed that they would not attack"."""
    if verb.dep_ != "ccomp" or lemma(verb.head) not in _DECLARING:
        return None
    mood = _modality(verb)
    return ("declaration", verb.head) if mood is not None and mood[0] in ("future", "negated") else None


def _is_due(verb: Token) -> bool:
    """ "the march is to begin on Wednesday"."""
    return any(
        child.dep_ == "xcomp" and any(inner.dep_ == "aux" and inner.lower_ == "to" for inner in child.children)
        for child in verb.children
    )


_PARTY_RELATIONS = ("dobj", "nsubj", "nsubjpass")
_CLAUSES = frozenset({"acl", "appos", "conj", "pobj", "relcl"})
#: "No fewer than ten" denies nothing.
_COMPARING = frozenset("fewer less more".split())


def _denied_party(verb: Token) -> Token | None:
    """The word by which nobody did it or nobody was harmed: "nobody was hurt", "no women or children were detained"."""
    parties = [child for child in verb.children if child.dep_ in _PARTY_RELATIONS]
    if verb.dep_ == "acl" and verb.tag_ == "VBN" and not any(child.dep_ == "auxpass" for child in verb.lefts):
        parties.append(verb.head)  # "there were no shots fired"
    above = verb
    while above.dep_ == "conj" and above.head.pos_ == "VERB" and not any(c.dep_ in SUBJECTS for c in above.children):
        above = above.head
    if above is not verb:
        parties += [child for child in above.children if child.dep_ in SUBJECTS]
    for party in parties:
        if party.lower_ in ("nobody", "none", "no-one", "nothing"):
            return party
        neither = next((child for child in party.lefts if child.lower_ == "neither"), None)
        if neither is not None:
            return neither  # "neither the army nor the rebels fired a shot"
        first = party.left_edge
        # "No Afghan or coalition troops": the parser hangs the "no" on the first of two modifiers.
        is_its = party in (first.head, first.head.head) and first.head.dep_ not in _CLAUSES
        if first.lower_ == "no" and is_its and party.doc[first.i + 1].lower_ not in _COMPARING:
            return first
    return None


def judge(trigger: Token) -> tuple[str, Token | None]:
    """Judge how an event is told. Found once a token.

    Returns:
        A code of codes/realis.csv and the word that decided it (None for plain assertion).
    """
    doc = trigger.doc
    known: dict[int, tuple[str, int | None]] = doc.user_data.setdefault(_JUDGED, {})
    if trigger.i not in known:
        code, word = _judge(trigger)
        known[trigger.i] = code, None if word is None else word.i
    code, index = known[trigger.i]
    return code, None if index is None else doc[index]


def _judge(trigger: Token) -> tuple[str, Token | None]:
    verb = _verb_of(trigger)
    return (
        _modified(trigger)
        or _without(trigger)
        or _kept_from(trigger)
        or _played(trigger, verb)
        or _denied(verb)
        or _governed_noun(trigger)
        or _asked(verb)
        or _own_mood(verb)
        or _shared_mood(verb)
        or _of_any(verb)
        or _in_a_play(verb)
        or _bare_infinitive(verb)
        or _governed(trigger, verb)
        or _general(practice(trigger))
        or _rumoured(trigger)
        or _denied_report(trigger)
        or _general(doing(verb))
        or ("asserted", None)
    )


def _general(word: Token | None) -> tuple[str, Token] | None:
    """What a word makes of an event that shows a practice or somebody's doings, and no one deed."""
    return None if word is None else ("pattern", word)


def _modified(trigger: Token) -> tuple[str, Token] | None:
    """What the words on a trigger make of it: "no attack", "a planned march", "a foiled plot"."""
    for child in trigger.children:
        if child.dep_ in ("det", "neg") and child.lower_ in ("no", "neither"):
            return "negated", child
        if child.dep_ in ("amod", "compound", "nmod") and cues().get(lemma(child), "") in _CODE:
            return _CODE[cues()[lemma(child)]], child
        if child.dep_ == "amod":
            if child.lower_ in _FOILED:
                return "attempted", child
            if child.lower_ in _POSSIBLE:
                return "hypothetical", child
            if child.lower_ in _PENDING:
                return "future", child
    return None


def _without(trigger: Token) -> tuple[str, Token] | None:
    """ "Entered the town without a shot being fired", "instead of shelling it", "rather than attack": what did not
    happen."""
    for word in (trigger, *trigger.ancestors):
        if word.dep_ in ("pobj", "pcomp") and (word.head.lower_ == "without" or _is_instead_of(word.head)):
            return "negated", word.head
        than = next((child for child in word.lefts if child.lower_ == "than"), None)
        if than is not None and than.i and word.pos_ == "VERB" and than.nbor(-1).lower_ == "rather":
            return "negated", than  # "rather than attack the post, they rode past it"
        if word.dep_ not in _INSIDE_WITHOUT and not (word.dep_ == "conj" and word.tag_ == word.head.tag_ == "VBG"):
            break
    return None


def _is_instead_of(link: Token) -> bool:
    return link.lower_ == "of" and bool(link.i) and str(link.nbor(-1).lower_) == "instead"


def _kept_from(trigger: Token) -> tuple[str, Token] | None:
    """ "Kept the mob from lynching a man", "stopped him from detonating a belt": what somebody saw to it that nobody
    did."""
    for word in (trigger, *trigger.ancestors):
        if lemma(word.head) == "deny" and word.dep_ == "advcl" and any(c.lower_ == "having" for c in word.lefts):
            return "negated", word.head  # "denied in the capital having bombed a monastery"
        if word.dep_ == "pcomp" and word.head.lower_ == "from":
            hindering = word.head.head
            is_done = lemma(hindering) in _HINDERING and judge(hindering)[0] == "asserted"
            return ("negated", hindering) if is_done else None  # "could not keep the mob from it" tells that it was
        if word.dep_ not in _INSIDE_WITHOUT:
            break
    return None


def _asked(verb: Token) -> tuple[str, Token] | None:
    """ "Did rebels shell the hospital?": whether it is so; who asks by whom or why tells it."""
    if verb.dep_ != "ROOT" or not verb.sent.text.rstrip().endswith("?"):
        return None
    subject = next((child for child in verb.lefts if child.dep_ in SUBJECTS), None)
    auxiliary = next((child for child in verb.lefts if child.dep_ in ("aux", "auxpass")), None)
    if subject is None or auxiliary is None or auxiliary.i > subject.left_edge.i:
        return None
    is_of_what = any(word.tag_ in ("WDT", "WP", "WP$", "WRB") for word in verb.doc[verb.sent.start : auxiliary.i])
    return None if is_of_what else ("hypothetical", auxiliary)


def _played(trigger: Token, verb: Token) -> tuple[str, Token] | None:
    """What is only shown or rehearsed: "fired during an exercise", "the film shows rebels storming a palace"."""
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in ("during", "in", "for"):
            for noun in child.children:
                if noun.dep_ == "pobj" and cues().get(lemma(noun)) in ("exercise", "fiction"):
                    is_real = cues()[lemma(noun)] == "exercise" and _is_done_by_a_group(verb)
                    return None if is_real and _MOCK.isdisjoint(w.lower_ for w in verb.sent) else ("hypothetical", noun)
    # "Stormed a mock village and killed ten", "freed hostages played by cadets".
    deeds = (verb, verb.head) if verb.dep_ == "conj" else (verb,)
    for thing in (noun for deed in deeds for noun in objects(deed)):
        is_struck = bool(categories(thing) & _STRUCK)  # not "carried a mock coffin"
        sham = next((c for c in thing.children if is_struck and (c.lower_ in _MOCK or _is_role(c))), None)
        if sham is not None:
            return "hypothetical", sham
    below = verb
    for above in (verb, *verb.ancestors):
        if above != below and _is_of_its_time(below):
            break  # "the opera had begun when gunmen stormed the theatre"
        below = above
        tale = next((c for c in above.children if c.dep_ == "nsubj" and cues().get(lemma(c)) in _TALES), None)
        untrue = next((c for c in above.children if c.dep_ == "nsubj" and _is_false_tale(c)), None)
        if untrue is not None and above is not trigger:
            return "negated", untrue
        if tale is not None and above is not trigger:
            return _CODE[cues()[lemma(tale)]], tale
    return None


def _is_of_its_time(clause: Token) -> bool:
    """ "When gunmen stormed the theatre, killing nine": what happened in the time of what a tale is the subject of, and
    what came of it, which the parser may hang on the same verb."""
    times = [child for child in clause.head.rights if child.dep_ == "advcl" and _is_when(child)]
    return clause.dep_ == "advcl" and (clause in times or (clause.tag_ == "VBG" and bool(times)))


def _is_when(clause: Token) -> bool:
    is_past = clause.tag_ == "VBD" or any(child.dep_ == "auxpass" and child.tag_ == "VBD" for child in clause.lefts)
    return is_past and any(child.lower_ in _TIME_MARKS for child in clause.lefts)


#: What is made to look like something.
_MOCK = frozenset({"mock", "simulated"})
#: What an exercise has to be stormed or freed.
_STRUCK = frozenset("aircraft armed_group base building force person place territory vehicle".split())


def _is_role(word: Token) -> bool:
    """ "[Hostages] played by cadets"."""
    return word.dep_ == "acl" and word.lower_ == "played" and any(c.dep_ == "agent" for c in word.children)


def _is_done_by_a_group(verb: Token) -> bool:
    """ "Two soldiers were killed by rebels during an exercise": an attack on those who held it."""
    doers = by_phrase(verb) if is_passive(verb) else subjects(verb)
    return any(actor_category(noun.text) == "armed_group" for noun in doers)


def _denied(verb: Token) -> tuple[str, Token] | None:
    party = _denied_party(verb)
    return None if party is None else ("negated", party)


def _governed_noun(trigger: Token) -> tuple[str, Token] | None:
    """What the verb of an event noun makes of it: "announced a march", "feared an attack", "the march is to begin"."""
    if trigger.pos_ not in ("NOUN", "PROPN"):
        return None
    head, dep = trigger.head, trigger.dep_
    if dep in ("dobj", "nsubjpass") and lemma(head) in _ANNOUNCING and lemma(trigger) not in _DONE_ALREADY:
        return "future", head
    if head.lower_ == "for" and lemma(head.head) in _CALLING:  # "called for protests", "a call for a strike"
        return "future", head.head
    if head.lower_ == "to" and head.dep_ == "prep" and lemma(head.head) in _CALLING and not any(trigger.lefts):
        return "future", head.head  # "called on teachers to march to the palace", where "march" is read as a noun
    first = next((word for word in (trigger, *trigger.ancestors) if word.dep_ != "conj"), trigger)
    is_set = first.dep_ in ("dobj", "nsubjpass") and lemma(first.head) in _SETTING_DAYS
    if is_set and _has_day_to_come(trigger, first.head):
        return "future", first.head  # "called a march for Sunday"
    if dep in ("dobj", "nsubj", "nsubjpass") and _is_called_off(head):
        return "negated", head
    if head.lower_ == "of" and head.head.lower_ == "ahead":  # "leaders were held ahead of a march"
        return "future", head.head
    if head.dep_ == "agent" and (mood := _modality(head.head)) is not None:
        return mood  # "could be attacked by suicide bombers"
    if head.lower_ == "for":  # "carried out a drill for a chemical attack"
        held = [head.head, *(child for child in head.head.rights if child.dep_ == "dobj")]
        exercises = [noun for noun in held if noun.pos_ == "NOUN" and cues().get(lemma(noun)) == "exercise"]
        if exercises:
            return "hypothetical", exercises[0]
    if head.lower_ == "for" and lemma(head.head) == "mistake":
        return "negated", head.head  # "mistook fireworks for gunfire"
    never = next((c for clause in trigger.rights if clause.dep_ == "relcl" for c in _never_was(clause)), None)
    if never is not None:
        return "negated", never
    told_of = first.head.head
    if first.dep_ == "pobj" and first.head.lower_ == "of" and lemma(told_of) in _TELLING:
        return next((("negated", child) for child in told_of.lefts if child.lower_ == "no"), None)
    if dep == "dobj" and cues().get(lemma(head)) == "feared":
        return "hypothetical", head
    if head.lower_ == "of" and head.head.lower_ in ("fear", "fears"):  # "for fear of attacks"
        return "hypothetical", head.head
    if dep == "nsubjpass" and lemma(head) in _PLANNING and any(c.lower_ in ("is", "are") for c in head.lefts):
        return "future", head  # "a demonstration is planned for Sunday"
    if dep == "nsubj" and head.lemma_ == "be" and _is_due(head):
        return "future", head
    return None


def _never_was(clause: Token) -> Iterator[Token]:
    """ "An attack that never was", "that did not take place"."""
    is_of_being = clause.lemma_ in ("be", "happen", "occur") or (
        clause.lemma_ in ("come", "take") and any(c.lower_ in ("about", "place") for c in clause.rights)
    )
    is_bare_being = clause.lemma_ != "be" or not any(c.dep_ in ("acomp", "attr", "prep") for c in clause.rights)
    yield from (c for c in clause.lefts if is_of_being and is_bare_being and (c.dep_ == "neg" or c.lower_ == "never"))


def _has_day_to_come(noun: Token, verb: Token) -> bool:
    """ "A march for Sunday", "was called for next week": the day for which somebody sets what is to be."""
    links = [child for word in (noun, verb) for child in word.rights if child.dep_ == "prep" and child.lower_ == "for"]
    return any(inner.ent_type_ in ("DATE", "TIME") for link in links for inner in link.subtree)


def _is_called_off(verb: Token) -> bool:
    """ "Called off their strike", "cancelled a march", "banned all rallies": nobody gathered for it, or no more."""
    if lemma(verb) in _CALLED_OFF:
        return True
    return lemma(verb) == "call" and any(child.lower_ == "off" for child in verb.children)


def _own_mood(verb: Token) -> tuple[str, Token] | None:
    """The mood of the verb itself; what somebody says that he will or will not do is a threat or a declaration."""
    own = _modality(verb)
    if own is None or own[0] not in ("future", "negated") or verb.dep_ != "ccomp":
        return own
    speech = lemma(verb.head)
    if speech not in _DECLARING or not any(
        child.dep_ == "aux" and child.lower_ in ("would", "will", "wo", "'ll") for child in verb.children
    ):
        return own
    if speech == "vow" and own[0] == "future":
        return "threat", own[1]
    return ("declaration" if speech in ("declare", "announce", "pledge", "promise") else "future"), own[1]


def _shared_mood(verb: Token) -> tuple[str, Token] | None:
    """The mood of a verb beside another with its modal: "could slip in and strike at the capital", "whether he was
    killed or taken away"."""
    first = verb
    while first.dep_ == "conj" and first.tag_ in ("VB", "VBN") and first.tag_ == first.head.tag_:
        if _has_subject(first):
            break
        first = first.head
    mood = _modality(first) if first != verb else None
    is_shared = mood is not None and mood[0] != "negated" and (verb.tag_ == "VB" or mood[1].dep_ == "mark")
    return mood if is_shared else None


def _in_a_play(verb: Token) -> tuple[str, Token] | None:
    """What happens inside what is played: "simulated an attack in which commandos killed eight men", "a drill for an
    attack that kills hundreds"."""
    deed = verb.head
    if verb.dep_ == "relcl" and deed.ent_type_ == "DATE":  # "an attack on Monday in which": hung on the day
        above = next((word for word in deed.ancestors if word.pos_ == "VERB"), deed)
        deed = next((child for child in above.rights if child.dep_ == "dobj"), deed)
    if verb.dep_ != "relcl" or deed.pos_ != "NOUN":
        return None
    code, word = judge(deed)
    is_played = word is not None and cues().get(lemma(word)) in ("exercise", "fiction")
    return (code, word) if is_played and word is not None else None


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in SUBJECTS for child in verb.children)


def _of_any(verb: Token) -> tuple[str, Token] | None:
    """What somebody may do, whoever it is: "would crush any group that attacked workers"."""
    above = verb.head
    if verb.dep_ != "relcl" or above.pos_ not in ("NOUN", "PRON", "PROPN"):
        return None
    if above.lower_ in _ANYBODY:
        return "hypothetical", above
    return next((("hypothetical", child) for child in above.lefts if child.lower_ == "any"), None)


def _bare_infinitive(verb: Token) -> tuple[str, Token] | None:
    """A headline's "Rebels to hand over weapons"."""
    is_bare = verb.pos_ in ("VERB", "AUX") and verb.tag_ in ("VB", "VBP") and verb.dep_ == "ROOT" and _has_to(verb)
    return ("future", verb) if is_bare else None


def _governed(trigger: Token, verb: Token) -> tuple[str, Token] | None:
    """What the words above make of the clause of a trigger, or of an event noun that hangs on a cue."""
    if verb.pos_ not in ("VERB", "AUX"):
        return _governing_cue(trigger)
    found = _governing_cue(verb)
    if found is None and verb is not trigger and lemma(verb) in cues():
        return _governing_cue(trigger)
    return found


def _denied_report(trigger: Token) -> tuple[str, Token] | None:
    """ "Herdsmen reportedly attacked a village; police said no such raid had taken place": told at second hand, and
    denied."""
    words = [token.lower_ for token in trigger.sent]
    told = next((token for token in trigger.sent if token.lower_ in _AT_SECOND_HAND), None)
    is_denied = not _DENYING.isdisjoint(words) or ("no", "such") in pairwise(words)
    if told is not None and is_denied:
        return "rumour", told
    return next((("negated", word) for word in trigger.sent if word.i > trigger.i and _is_not_so(word)), None)


def _is_not_so(word: Token) -> bool:
    """ "But it was not so", "that is not true": said of all that stands before."""
    is_of_all = any(child.dep_ == "nsubj" and child.lower_ in ("it", "that", "this") for child in word.lefts)
    is_denied = any(child.dep_ == "neg" for child in word.children) and word.lemma_ == "be"
    said = [child for child in word.rights if child.dep_ in ("acomp", "advmod", "attr")]
    return is_of_all and is_denied and word.dep_ in ("ROOT", "conj") and any(child.lower_ in _SO for child in said)


def _rumoured(trigger: Token) -> tuple[str, Token] | None:
    """A word of rumour before the trigger in its sentence."""
    for token in trigger.doc[trigger.sent.start : trigger.i]:
        if cues().get(lemma(token)) == "rumour":
            return "rumour", token
    return None
