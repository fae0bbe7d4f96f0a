"""Is an event told as having happened? Negation, plans, threats, rumours, patterns (CODING_RULES 4.4;
`patterns/realis_cues.csv`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.arguments import LIGHT_VERBS, governor
from pipeline.extract.campaign_tolls import spans_a_campaign
from pipeline.extract.deed_signs import is_dated
from pipeline.extract.denials import CARRIED_IN, at_no_time, denied, denied_report, never_was, without
from pipeline.extract.doings import doing, goes_on
from pipeline.extract.nouns import lemma
from pipeline.extract.practices import practice
from pipeline.extract.realis_cues import CODES, cues
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.tales import deed_told_in, played, untrue
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

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
#: Verbs of those who see to it that somebody does not do a thing: "kept them from looting".
_HINDERING = word_set("hindering_verbs")
#: What tells of something, by which it is told too that there was none: "no reports of clashes".
_TELLING = frozenset("account evidence incident indication record report sign trace word".split())
#: Whoever it may be.
_ANYBODY = frozenset({"anybody", "anyone", "whoever"})
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
#: Words above a clause that are looked at.
_MOST_ABOVE = 6
_MODAL_RELATIONS = frozenset("acl ccomp dobj nsubj nsubjpass prep xcomp".split())
_JUDGED = "casus.judged"


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
        if child.dep_ == "prep" and child.i < verb.i and (never := at_no_time(child)) is not None:
            return "negated", never
        if child.dep_ == "neg" or (child.dep_ in ("advmod", "preconj") and child.lower_ in ("never", "hardly")):
            return "negated", child
    for child in verb.children:
        # "On 2 May an officer was shot": the model takes the month for a modal.
        if child.dep_ == "aux" and child.lower_ in _MODALS and child.ent_type_ != "DATE":
            # "may have killed" is doubtful but about the past; "could hear shots" is perception.
            return ("hypothetical" if has_perfect else _MODALS[child.lower_]), child
        if child.dep_ == "mark" and child.lower_ in _HYPOTHETICAL_MARKS:
            return "hypothetical", child
        if child.dep_ in ("aux", "auxpass") and child.lower_ in ("going", "gonna"):
            return "future", child
        if child.lower_ in _ASKING and child.i < verb.i and _has_to(verb):
            return "hypothetical", child  # "debated how to fight the rebels"
    return None


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
            if dep in ("acl", "relcl") and (said := untrue(head, is_content=dep == "acl")) is not None:
                return "negated", said
            if dep in ("relcl", "acl") and not _has_to(current):
                return None
            if _says_it(current):
                return None
            cue = _cue_above(current)
            if any(token.text == ";" for token in head.doc[current.i : head.i]):
                return None  # "they said they had taken it; the army denied that": an assertion that another denies
            if cue == "attempted" and head.pos_ == "VERB" and (untried := _modality(head)) is not None:
                return untried  # "will attempt to attack", "did not try to"
            if cue in CODES and not _is_beside(cue, current):
                return ("pattern" if cue == "attempted" and _is_tried_for_long(current) else CODES[cue]), head
            if cue in ("accused", "feared"):
                return None
            found = _intended(current) or _mood_above(current) or _declared(current)
            if found is not None:
                return found
        current = head
    return None


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
        or without(trigger)
        or _kept_from(trigger)
        or played(trigger, verb)
        or denied(verb)
        or _governed_noun(trigger)
        or _asked(verb)
        or _own_mood(verb)
        or _shared_mood(verb)
        or _of_any(verb)
        or _in_what_is_played(verb)
        or _bare_infinitive(verb)
        or _governed(trigger, verb)
        or _general(practice(trigger))
        or _rumoured(trigger)
        or denied_report(trigger)
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
        if child.dep_ in ("amod", "compound", "nmod") and cues().get(lemma(child), "") in CODES:
            return CODES[cues()[lemma(child)]], child
        if child.dep_ == "amod":
            if child.lower_ in _FOILED:
                return "attempted", child
            if child.lower_ in _POSSIBLE:
                return "hypothetical", child
            if child.lower_ in _PENDING:
                return "future", child
    return None


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
        if word.dep_ not in CARRIED_IN:
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
    never = next((c for clause in trigger.rights if clause.dep_ == "relcl" for c in never_was(clause)), None)
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


def _in_what_is_played(verb: Token) -> tuple[str, Token] | None:
    """What happens inside a deed that is only played."""
    deed = deed_told_in(verb)
    code, word = judge(deed) if deed is not None else ("asserted", None)
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


def _rumoured(trigger: Token) -> tuple[str, Token] | None:
    """A word of rumour before the trigger in its sentence."""
    for token in trigger.doc[trigger.sent.start : trigger.i]:
        if cues().get(lemma(token)) == "rumour":
            return "rumour", token
    return None
