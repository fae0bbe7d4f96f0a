"""What is only told, shown or rehearsed: fiction, exercises, reports that are untrue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.arguments import by_phrase, is_passive, objects, subjects
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.realis_cues import CODES, cues
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.word_sets import word_set
from pipeline.reference.actors import actor_category

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Kinds of tales: of what nobody did, and of what somebody did in his time.
_TALES = frozenset({"fiction", "life"})
#: What is told of which another says that it is so, and verbs of saying that it is not.
_ALLEGED = frozenset("accusation allegation charge claim report rumor rumour story suggestion".split())
_REJECTING = frozenset("contradict deny dismiss dispute rebut refute reject".split())
#: What is denied of a tale by which it is untrue: "it was not so".
SO = frozenset({"correct", "so", "true"})
#: What a tale is that is not so.
_UNTRUE = word_set("untrue")
_TIME_MARKS = frozenset({"after", "as", "before", "until", "when", "while"})
#: What is made to look like something.
_MOCK = frozenset({"mock", "simulated"})
#: What an exercise has to be stormed or freed.
_STRUCK = frozenset("aircraft armed_group base building force person place territory vehicle".split())


def untrue(tale: Token, *, is_content: bool) -> Token | None:
    """The word by which what hangs on another is told as untrue: "a fake video that shows thugs burning boxes".

    Args:
        tale: The word on which it hangs.
        is_content: It is what a claim or a report says: "rejected claims that the air force had bombed a hospital",
            "a report that a drone had hit the port proved to be a hoax".
    """
    if is_content and lemma(tale) in _ALLEGED:
        if (lemma(tale.head) in _REJECTING and tale.dep_ == "dobj") or _proves_untrue(tale):
            return tale.head
    return tale if _is_false_tale(tale) else None


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
    return is_untrue != (is_denied and (is_untrue or any(word.lower_ in SO for word in said)))


def played(trigger: Token, verb: Token) -> tuple[str, Token] | None:
    """What is only shown or rehearsed: "fired during an exercise", "the film shows rebels storming a palace"."""
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in ("during", "in", "for"):
            for noun in child.children:
                if noun.lower_ == "it" and (told := _tale_before(noun)) is not None:
                    return "hypothetical", told  # "A film about the siege opened. In it, a sniper kills a child"
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
        false = next((c for c in above.children if c.dep_ == "nsubj" and _is_false_tale(c)), None)
        if false is not None and above is not trigger:
            return "negated", false
        if tale is not None and above is not trigger:
            return CODES[cues()[lemma(tale)]], tale
    return None


def _tale_before(pronoun: Token) -> Token | None:
    """The film or the book that the sentence before a pronoun is about; None where it is about none."""
    start = pronoun.sent.start
    if not start:
        return None
    root = pronoun.doc[start - 1].sent.root
    return next((c for c in root.lefts if c.dep_ in SUBJECTS and cues().get(lemma(c)) == "fiction"), None)


def _is_of_its_time(clause: Token) -> bool:
    """ "When gunmen stormed the theatre, killing nine": what happened in the time of what a tale is the subject of, and
    what came of it, which the parser may hang on the same verb."""
    times = [child for child in clause.head.rights if child.dep_ == "advcl" and _is_when(child)]
    return clause.dep_ == "advcl" and (clause in times or (clause.tag_ == "VBG" and bool(times)))


def _is_when(clause: Token) -> bool:
    is_past = clause.tag_ == "VBD" or any(child.dep_ == "auxpass" and child.tag_ == "VBD" for child in clause.lefts)
    return is_past and any(child.lower_ in _TIME_MARKS for child in clause.lefts)


def _is_role(word: Token) -> bool:
    """ "[Hostages] played by cadets"."""
    return word.dep_ == "acl" and word.lower_ == "played" and any(c.dep_ == "agent" for c in word.children)


def _is_done_by_a_group(verb: Token) -> bool:
    """ "Two soldiers were killed by rebels during an exercise": an attack on those who held it."""
    doers = by_phrase(verb) if is_passive(verb) else subjects(verb)
    return any(actor_category(noun.text) == "armed_group" for noun in doers)


def deed_told_in(verb: Token) -> Token | None:
    """The deed inside of which a relative clause tells something: the attack, in "simulated an attack in which
    commandos killed eight men"."""
    deed = verb.head
    if verb.dep_ == "relcl" and deed.ent_type_ == "DATE":  # "an attack on Monday in which": hung on the day
        above = next((word for word in deed.ancestors if word.pos_ == "VERB"), deed)
        deed = next((child for child in above.rights if child.dep_ == "dobj"), deed)
    return deed if verb.dep_ == "relcl" and deed.pos_ == "NOUN" else None
