"""Who does what to whom around a trigger, read off the dependency tree.

Every function takes tokens and gives tokens (heads of noun phrases) in text order, without changing anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pipeline.extract.misread_clauses import (
    armed_with,
    auxiliary_apart,
    before_and,
    has_lost_subject,
    is_headline_passive,
    is_of_the_dead,
    sharing_object,
)
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.word_sets import word_set
from pipeline.reference.actors import name_spans

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_FINITE = frozenset({"VBD", "VBP", "VBZ"})
_RELATIVE = frozenset({"that", "which", "who", "whom", "whose"})
#: What people are taken as.
TAKEN_AS = frozenset({"captive", "hostage", "prisoner"})
#: Verbs that only carry an event noun: "carried out an attack", "came under fire".
LIGHT_VERBS = word_set("light_verbs")
#: Prepositions that introduce what an attack is directed at.
_TARGET_PREPOSITIONS = frozenset("on against at into upon toward towards targeting".split())
SPEECH_VERBS = word_set("speech_verbs")
#: Nouns that count event nouns: "hundreds of strikes".
_COUNTERS = frozenset(
    "barrage couple degrees dozens hundreds number scores series spate string thousands wave waves".split()
)
#: Verbs of going for somebody, whose doers do what a participle behind tells.
_GOING_FOR = frozenset({"raid", "search", "storm", "target"})
#: What is done to a missile by the aircraft that it comes from.
_RELEASING = frozenset({"drop", "fire", "launch", "release", "shoot"})
#: Verbs of looking for somebody, which harm nobody; who chases or hunts may do what a participle tells.
_SEEKING = word_set("seeking_verbs")
#: Verbs by which somebody is held, and the words that lead to what for.
_TAKING = word_set("taking_verbs")
_GROUNDS = frozenset({"for", "over"})
#: What the name of a group stands behind, and what its people are called.
_GROUP_NOUNS = frozenset({"company", "gang", "group", "militia", "movement", "network"})
_MEN = frozenset({"fighters", "forces", "gunmen", "members", "men", "mercenaries", "militants", "soldiers", "troops"})
#: What those are on whom somebody lays a deed.
_RESPONSIBLE = frozenset({"accountable", "liable", "responsible"})
#: Words that stand alone for one more of what was told: "and another went off".
ONE_MORE = frozenset({"another", "second", "third"})
#: Relations of the words before a noun that belong to its phrase.
_IN_A_PHRASE = frozenset("det amod compound nummod poss nmod quantmod advmod predet npadvmod case punct neg".split())
_PHRASES = "casus.phrases"


def in_order(tokens: Iterable[Token]) -> list[Token]:
    """Tokens without repeats, in text order."""
    return sorted({token.i: token for token in tokens}.values(), key=lambda token: token.i)


def with_conjuncts(token: Token) -> list[Token]:
    """A noun and those coordinated with it ("soldiers and two policemen").

    Not those who speak: "fighting with the army, residents and an official said".
    """
    out = [*before_and(token), token]
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ not in ("VERB", "AUX") and not _leads_to_speaker(child):
            out.extend(with_conjuncts(child))
    return out


def _leads_to_speaker(conjunct: Token) -> bool:
    """True for the first of a list behind a comma whose last noun a verb of saying follows."""
    doc = conjunct.doc
    edge, end = conjunct.left_edge.i, conjunct.right_edge.i + 1
    behind_comma = edge > 0 and doc[edge - 1].text == ","
    return behind_comma and end < len(doc) and doc[end].lemma_.lower() in SPEECH_VERBS and doc[end].pos_ == "VERB"


def antecedent(token: Token) -> Token:
    """The noun that a relative pronoun stands for; the token itself when it is none."""
    if token.lower_ not in _RELATIVE or token.tag_ not in ("WDT", "WP", "WP$", "IN", "DT"):
        return token
    for ancestor in token.ancestors:
        if ancestor.dep_ == "relcl":
            return ancestor.head
        if ancestor.dep_ not in ("prep", "pobj", "conj", "poss"):
            break
    verb = token.head
    return verb.head if verb.dep_ in ("relcl", "ccomp", "acl") and verb.head.pos_ in ("NOUN", "PROPN") else token


def prepositional(token: Token, words: frozenset[str] | set[str] | None = None) -> Iterator[tuple[str, Token]]:
    """(preposition, object) pairs hanging on a token; all of them when `words` is None."""
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative") or (
            child.dep_ == "advmod" and child.lower_ in ("near", "inside", "outside")
        ):
            if words is None or child.lower_ in words:
                for inner in child.children:
                    if inner.dep_ in ("pobj", "pcomp"):
                        for noun in with_conjuncts(inner):
                            yield child.lower_, noun
                    elif inner.dep_ == "prep":  # "in front of the bank", "out of the village"
                        for deeper in inner.children:
                            if deeper.dep_ == "pobj":
                                for noun in with_conjuncts(deeper):
                                    yield f"{child.lower_} {inner.lower_}", noun


def is_passive(verb: Token) -> bool:
    """True for "was attacked", "the men killed by the army"; reduced participles after a noun count."""
    if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children) or auxiliary_apart(verb) is not None:
        return True
    if verb.tag_ != "VBN":
        return is_headline_passive(verb)
    if any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.children):
        return False
    return verb.dep_ in (
        "acl",
        "relcl",
        "amod",
        "oprd",
        "advcl",
        "ROOT",
        "conj",
        "ccomp",
        "attr",
        "dep",
        "acomp",
        "xcomp",
    ) and not any(c.dep_ in ("dobj", "nsubj") for c in verb.children)


def comes_under(verb: Token) -> bool:
    """ "Aleppo came under fire": does the subject of a verb undergo what is told?"""
    return verb.lemma_ == "come" and any(child.dep_ == "prep" and child.lower_ == "under" for child in verb.rights)


def own_subjects(verb: Token) -> list[Token]:
    """Grammatical subjects of this very verb, relative pronouns replaced by what they stand for."""
    out = []
    for child in verb.children:
        if child.dep_ not in ("nsubj", "nsubjpass", "csubj") or _speaks_before_colon(child):
            continue
        meant = _told_of(child) or _speaker(child) or antecedent(child)
        out.extend(with_conjuncts(meant))
    return out


def _speaks_before_colon(noun: Token) -> bool:
    """ "Police: 12 killed in market blast": who speaks, and nobody who does anything."""
    last = noun.right_edge
    after = last.i + 1 if last.text != ":" else last.i
    if after < noun.head.i and noun.doc[after].text == ":" and after < noun.sent.end:
        return True
    return any(child.text == ":" for child in noun.rights)


def _told_of(noun: Token) -> Token | None:
    """The one of whom a relative clause tells what others say: the man, in "a man who police say shot a trader"."""
    verb = noun.head
    if verb.dep_ != "relcl" or noun.i < 1 or noun.i + 1 >= len(noun.doc) or noun.i > verb.i:
        return None
    is_aside = noun.nbor(-1).lower_ in _RELATIVE and noun.nbor(1).lemma_.lower() in SPEECH_VERBS and noun.i + 1 < verb.i
    return verb.head if is_aside else None


#: Who may speak of deeds of their own as "we".
_FORCES_AND_GROUPS = frozenset({"armed_group", "force"})
#: What nobody lives to tell of.
_FATES = frozenset({"behead", "execute", "kill", "murder", "shoot", "slay"})


def _speaker(pronoun: Token) -> Token | None:
    """Those who tell what they did themselves: "the army said it had killed", "U.S. forces said they had detained", "we
    attacked the post, the front said"."""
    said = pronoun.head.head
    if pronoun.lower_ == "we" and pronoun.head.dep_ in ("ccomp", "parataxis") and said.lemma_.lower() in SPEECH_VERBS:
        quoted = (child for child in said.children if child.dep_ == "nsubj" and child.pos_ in ("NOUN", "PROPN"))
        return next((noun for noun in quoted if categories(noun) & _FORCES_AND_GROUPS), None)
    if pronoun.dep_ == "nsubjpass" and lemma(pronoun.head) in _FATES:
        return None  # "prosecutors said they had been shot"
    if pronoun.lower_ not in ("it", "they") or pronoun.head.dep_ != "ccomp" or said.lemma_.lower() not in SPEECH_VERBS:
        return None
    speakers = [child for child in said.children if child.dep_ == "nsubj" and child.i < pronoun.i]
    names = speakers[:1] if speakers and speakers[0].pos_ in ("NOUN", "PROPN") else []
    is_many = pronoun.lower_ == "they"
    return next((noun for noun in names if is_many or noun.tag_ in ("NN", "NNP")), None)


def teller(pronoun: Token, thing: Token) -> Token | None:
    """Those who tell what a thing of theirs did: "the military said its jets had bombed", "one of its aircraft had"."""
    if pronoun.lower_ not in ("its", "their"):
        return None
    subject = thing.head.head if thing.dep_ == "pobj" else thing
    said = subject.head.head
    if subject.dep_ != "nsubj" or subject.head.dep_ != "ccomp" or said.lemma_.lower() not in SPEECH_VERBS:
        return None
    speakers = [child for child in said.children if child.dep_ == "nsubj" and child.i < pronoun.i]
    return speakers[0] if speakers and speakers[0].pos_ in ("NOUN", "PROPN") else None


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Subjects of a verb, taken over from the verb that it hangs on where it has none of its own."""
    out = own_subjects(verb)
    if out or depth > 4:
        return in_order(out)
    head = verb.head
    if head == verb or is_of_the_dead(verb):
        return []
    if verb.dep_ == "acl" and verb.tag_ == "VBG" and head.dep_ == "dobj" and head.head.lemma_.lower() in _GOING_FOR:
        return subjects(head.head, depth + 1)  # "targeted a leader, detaining six": not the leader
    if verb.dep_ == "acl" and (armed := armed_with(head, verb)) is not None:
        return [armed]
    if verb.dep_ in ("acl", "relcl") and head.pos_ in ("NOUN", "PROPN", "PRON", "NUM"):
        return with_conjuncts(head)[:1]
    if verb.dep_ == "conj" and head.pos_ in ("VERB", "AUX"):
        return subjects(head, depth + 1)
    if verb.dep_ in ("xcomp", "advcl", "pcomp", "ccomp", "dep", "prep", "acomp", "attr"):
        governor = head.head if head.dep_ == "prep" else head
        if verb.dep_ == "advcl" and verb.tag_ == "VBG" and (doer := _sought_doer(verb, governor)) is not None:
            return [doer]
        if verb.dep_ == "pcomp" and (taken := taken_for(head)):
            return with_conjuncts(taken)
        if verb.dep_ == "ccomp" and verb.tag_ in _FINITE and governor.lemma_.lower() in SPEECH_VERBS:
            return []  # "soldiers fired, a doctor said": who says it does not do it
        if governor.dep_ == "relcl" and governor.lemma_.lower() in SPEECH_VERBS and _has_relative(governor):
            return with_conjuncts(governor.head)[:1]  # "a man who police say shot a trader"
        if governor.pos_ in ("VERB", "AUX"):
            objects = [c for c in governor.children if c.dep_ == "dobj"]
            if objects and governor.lemma_ == "accuse" and verb.tag_ in ("VBG", "VBN"):
                return with_conjuncts(objects[0])  # "accused Russia of bombing the port, killing nine"
            if (
                verb.dep_ == "xcomp"
                and objects
                and governor.lemma_ in ("force", "order", "allow", "see", "urge", "tell", "ask", "help", "let", "make")
            ):
                return with_conjuncts(objects[0])
            return subjects(governor, depth + 1)
        if governor.pos_ in ("NOUN", "PROPN"):
            return []
    return []


def taken_for(preposition: Token) -> Token | None:
    """Whoever is held for what a preposition leads to: the men, in "police arrested two men for stealing a car"."""
    governor = preposition.head
    if governor.dep_ == "pobj" and governor.head.dep_ == "agent":
        governor = governor.head.head  # "was accused by residents of killing nine"
    if preposition.lower_ == "of" and governor.lemma_.lower() == "accuse":  # "accused Russia of bombing a hospital"
        return next((child for child in governor.children if child.dep_ in ("dobj", "nsubjpass")), None)
    if preposition.lower_ not in _GROUNDS:
        return None
    if governor.dep_ in ("dobj", "nsubjpass") and governor.head.lemma_.lower() in _TAKING:
        return governor
    if governor.lemma_.lower() not in _TAKING:
        return None
    return next((child for child in governor.children if child.dep_ in ("dobj", "nsubjpass")), None)


def _has_relative(verb: Token) -> bool:
    """Does a relative pronoun stand beside the subject of a verb?"""
    found = [child for child in verb.lefts if child.dep_ in ("nsubj", "dobj")]
    return len(found) > 1 and found[0].lower_ in _RELATIVE


def _sought_doer(verb: Token, governor: Token) -> Token | None:
    """Whoever is looked for, where what he did goes on in a participle: the gunman, in "police are searching for the
    gunman who opened fire, killing one"."""
    if governor.lemma_.lower() not in _SEEKING:
        return None
    clauses = [token for token in verb.doc[governor.i + 1 : verb.i] if token.dep_ == "relcl" and token.pos_ == "VERB"]
    return clauses[-1].head if clauses else None


def by_phrase(verb: Token) -> list[Token]:
    """The agents of a passive ("by gunmen", "at the hands of the militia", "missiles fired from a drone")."""
    out = []
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            for inner in child.children:
                if inner.dep_ == "pobj":
                    out.extend(with_conjuncts(inner))
        elif child.dep_ == "prep" and child.lower_ == "from" and verb.lemma_.lower() in _RELEASING:
            out.extend(noun for _, noun in prepositional(verb, {"from"}) if "aircraft" in categories(noun))
        elif child.dep_ == "prep" and child.lower_ == "at":
            for inner in child.children:
                if inner.dep_ == "pobj" and inner.lower_ in ("hands", "hand"):
                    out.extend(noun for _, noun in prepositional(inner, {"of"}))
    return in_order(out)


def held_responsible(verb: Token) -> list[Token]:
    """Those on whom somebody lays a deed: "police hold the rebels responsible for it"; nobody who holds a rally."""
    word = next((word for word in verb.subtree if word.lower_ in _RESPONSIBLE), None)
    if word is None or lemma(verb) != "hold":
        return []
    return [child for child in word.lefts if child.dep_ == "nsubj"] or objects(verb)


def objects(verb: Token) -> list[Token]:
    """Direct objects, antecedents for relative pronouns ("the village that they burned")."""
    out = []
    for child in verb.children:
        if child.dep_ in ("dobj", "obj") or (
            child.dep_ == "oprd" and child.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM")
        ):
            out.extend(with_conjuncts(antecedent(child)))
    if not out and (sharing := sharing_object(verb)) is not None:
        return objects(sharing)
    return in_order(out)


def verb_agents(verb: Token) -> list[Token]:
    """Those who do what the verb says."""
    return by_phrase(verb) if is_passive(verb) else subjects(verb)


def verb_patients(verb: Token) -> list[Token]:
    """Those to whom it is done."""
    if is_passive(verb):
        direct = own_subjects(verb) or ([] if has_lost_subject(verb) else subjects(verb))
        return in_order(direct)
    return objects(verb)


def directed_at(token: Token) -> list[Token]:
    """What an attack is directed at: "fired on a bus", "an attack against the station", "fired at men digging a
    well"."""
    found = (noun for _, noun in prepositional(token, _TARGET_PREPOSITIONS))
    nouns = (noun for item in found for noun in (own_subjects(item) if item.dep_ == "pcomp" else [item]))
    return in_order(noun for noun in nouns if noun.pos_ in ("NOUN", "PROPN", "PRON", "NUM"))


def governor(noun: Token) -> tuple[Token | None, str]:
    """The verb that an event noun depends on, and how: subject, object, agent, or the preposition between them."""
    head = noun
    while head.dep_ == "conj" and head.head.pos_ in ("NOUN", "PROPN"):
        head = head.head
    if head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.head.lower_ in _COUNTERS:
        head = head.head.head  # "carried out hundreds of air strikes", "a series of raids"
    if head.dep_ in ("nsubj", "nsubjpass"):
        return head.head, "subject" if head.dep_ == "nsubj" else "passive subject"
    if head.dep_ in ("dobj", "obj", "attr", "oprd"):
        return head.head, "object"
    if head.dep_ == "pobj" and head.head.dep_ in ("prep", "agent"):
        upper = head.head.head
        if upper.pos_ in ("VERB", "AUX"):
            return upper, "agent" if head.head.dep_ == "agent" else head.head.lower_
        return None, head.head.lower_
    return None, ""


def noun_modifiers(noun: Token) -> list[Token]:
    """Nouns and adjectives that stand before an event noun ("US drone strike": US, drone), possessors included."""
    return [child for child in noun.lefts if child.dep_ in ("compound", "amod", "nmod", "poss", "npadvmod")]


def speech_clause(token: Token) -> Token | None:
    """The verb of saying that governs a token ("officials said that ..."), if there is one."""
    current = token
    while current.head != current:
        if current.dep_ in ("ccomp", "parataxis", "xcomp") and current.head.lemma_.lower() in SPEECH_VERBS:
            return current.head
        current = current.head
    for child in current.children:
        if child.dep_ in ("ccomp", "parataxis") and child.lemma_.lower() in SPEECH_VERBS and child != token:
            return child
    return None


def _group_behind(head: Token) -> Token | None:
    """The group whose people "from" behind a noun tells: "fighters from the Islamic State", not "men from Kano"."""
    origin = head.doc[head.i + 1] if head.i + 1 < len(head.doc) else None
    if head.lower_ not in _MEN or origin is None or origin.lower_ != "from":
        return None
    noun = next((child for child in origin.children if child.dep_ == "pobj"), None)
    is_group = noun is not None and name_spans(noun.doc[noun.left_edge.i : noun.right_edge.i + 1].text)
    return noun if is_group else None


def noun_phrase(head: Token) -> Span:
    """The noun phrase of a head as a coder would quote it: without relative clauses, appositions and circumstances.

    "two of his guards" keeps its of-phrase; "a senior commander of a militia" too; "the man who fled" ends at "man".
    Found once a token.
    """
    doc = head.doc
    known: dict[int, tuple[int, int]] = doc.user_data.setdefault(_PHRASES, {})
    if head.i not in known:
        known[head.i] = _phrase_bounds(head)
    start, end = known[head.i]
    return doc[start:end]


def _phrase_bounds(head: Token) -> tuple[int, int]:
    """Indices of the first word of the noun phrase of a head and of the word after it."""
    doc = head.doc
    left = head.i
    for child in head.lefts:
        if child.dep_ in _IN_A_PHRASE:
            left = min(left, child.left_edge.i)
        if child.dep_ in ("relcl", "acl", "cc"):
            left = head.i
    if first := before_and(head):
        left = min((c.i for c in first[-1].children if c.dep_ == "conj"), default=left)
    right = head.i
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i == right + 1:
            inner = [c for c in child.children if c.dep_ == "pobj"]
            if inner:
                right = max(right, noun_phrase(inner[0]).end - 1)
        elif child.dep_ == "appos" and child.pos_ == "PROPN" and child.left_edge.i == right + 1:
            if head.lower_ in _GROUP_NOUNS:  # "the Russian company Wagner"
                right = child.i
        elif child.dep_ == "case" or (child.dep_ == "punct" and child.text in ("-", "'")):
            continue
    if right == head.i and (group := _group_behind(head)) is not None:
        right = noun_phrase(group).end - 1
    # A name is taken whole: "members of Al Qaeda in the Arabian Peninsula".
    while right + 1 < len(doc) and doc[right + 1].ent_iob_ == "I" and doc[right + 1].ent_type_ == "ORG":
        right += 1
    while left < right and (doc[left].is_punct or doc[left].is_space):
        left += 1
    return left, right + 1
