"""Whom a word of harm counts, read from the order of the words.

The parser goes wrong on what tolls are made of: gapped clauses ("12 were killed and 30 others wounded"), long
subjects, coordinated objects with names and places in them. The order of the words is simpler: those harmed stand
directly after an active verb, directly before a passive one, after "deaths of". Where this reading finds nothing it
says so, and the parse decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.extract.nouns import categories, lemma
from pipeline.extract.people_groups import (
    HARM,
    PART,
    POST,
    Group,
    count_of,
    is_modifier,
    quantity_of,
    read_group,
)
from pipeline.extract.people_lists import FATALLY, RELATIVE, read_list
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: Longest list of those harmed that is read, in words; longer ones are mostly several clauses.
MAX_WORDS = 45
#: Words above one between whom something happens.
_SIDE_DEPTH = 4
#: The most words before "fatally" that say who: "and at least two of them".
_PART_WORDS = 6
#: Words for one more of those counted.
_ONE_MORE = frozenset({"fifth", "fourth", "second", "third"})
_BE = frozenset("was were been be being is are am get got gets getting 's 're".split())
_HAVE = frozenset("has have had having 've".split())
_HEDGES = word_set("harm_hedges")
_TAKEN = dict.fromkeys("captured detained arrested abducted kidnapped".split(), "captured")
_EFFECTS = {**HARM, **_TAKEN}
#: Words of harm that say how, beside one that says what became of them: "shot and wounded four".
_MEANS = frozenset({"shot"})
_JOINT_EFFECTS = ({"killed", "injured"}, {"killed", "captured"})


def _before(token: Token) -> tuple[int, bool, bool]:
    """Index after the subject of a verb of harm, whether a form of "be" stands between, whether one of "have" does."""
    doc, index = token.doc, token.i - 1
    first = token.sent.start
    is_passive = has_have = is_dated = False
    while index >= first:
        word = doc[index]
        if word.lower_ in _BE:
            is_passive = True
        elif word.lower_ in _HAVE:
            has_have = True
        elif word.is_space or word.lower_ in _HEDGES or (word.pos_ == "ADV" and not word.is_digit):
            pass
        elif word.ent_type_ in ("DATE", "TIME") and index > first and word.pos_ != "VERB":
            is_dated = True
        elif word.text == "," and doc[index - 1].ent_type_ in ("DATE", "TIME") and index - 1 > first:
            pass
        elif is_dated and not is_passive and (word.pos_ in ("ADP", "DET") or word.text == ","):
            pass
        elif word.lower_ in ("and", "then") and doc[index - 1].tag_ in ("VBN", "VBD") and index - 1 > first:
            index -= 1
        else:
            break
        index -= 1
    return index + 1, is_passive, has_have


def _relative_comma(doc: Doc, index: int, lowest: int) -> int | None:
    """The comma before a relative clause that this verb belongs to: ", most of whom were men,"."""
    if doc[index].tag_ not in ("VBD", "VBZ", "VBP", "MD"):
        return None
    for before in range(index - 1, max(lowest, index - 6), -1):
        if doc[before].lower_ in RELATIVE:
            comma = next((i for i in range(before - 1, max(lowest, before - 5), -1) if doc[i].text == ","), None)
            return before if comma is None and doc[before].lower_ == "whom" else comma
        if doc[before].text in (",", ";", ":"):
            return None
    return None


def _clause_start(token: Token, end: int) -> int:
    """The first word that the subject of a verb can begin at."""
    doc = token.doc
    index = end - 1
    lowest = max(token.sent.start, end - MAX_WORDS)
    while index >= lowest:
        word = doc[index]
        comma = _relative_comma(doc, index, lowest)
        if comma is not None:
            index = comma - 1
            continue
        is_reduced = word.lower_ in _HEDGES and doc[index + 1].lower_ == "to"  # "people believed to be traders"
        if word.text in (";", ":") or (word.tag_ in ("VBD", "VBZ", "VBP", "MD") and not is_reduced):
            return index + 1
        if word.pos_ in ("SCONJ",) or word.lower_ in ("that", "when", "where", "while", "after", "because", "which"):
            return index + 1
        index -= 1
    return int(max(index + 1, lowest))


#: Those who mourn or look for somebody: "relatives of a doctor who was killed".
_KIN = word_set("kin") | word_set("mourners")
#: What does not stand before those whom a verb counts.
_WHERE = frozenset({"at", "in", "inside", "near", "outside"})
_NOT_BEFORE = POST | PART | {"'s", "-", "against", "besides", "by", "except", "to", "with"}


def _subject(token: Token, end: int) -> list[Group] | None:
    """The list of people that ends before a word."""
    doc = token.doc
    if end > token.sent.start and doc[end - 1].lower_ in ("who", "that", "whom") and doc[end - 1].pos_ == "PRON":
        end -= 1
        if end > token.sent.start and doc[end - 1].text == ",":
            end -= 1
    end = _without_clause(token, end)
    start = max(_clause_start(token, end), _behind_kin(token, end))
    own = HARM.get(token.lower_)
    is_part = False
    for index in range(start, end):
        # "89 dead, including 31 women and five children, and 277 wounded": those of the part are no others.
        is_part = doc[index].lower_ in PART or (is_part and not _ends_part(doc, index))
        if is_part:
            continue
        if _is_side(doc[index]) and quantity_of(doc, index, end) is None:
            continue
        if _is_taken(doc[index], token):
            continue
        if doc[index].dep_ == "pobj" and doc[index].head.lower_ in _WHERE and doc[index].head.i < index:
            continue  # "in neighbouring Pattani, a teacher was shot"
        if index and HARM.get(doc[index - 1].lower_, own) != own and doc[index - 1].tag_ == "VBD":
            continue  # "forces killed five men and at least 20 injured"
        # Nobody is counted from the middle of a word on: the end of "Port-au-Prince" is no prince.
        if index > start and doc[index - 1].lower_ in _NOT_BEFORE:
            continue
        if doc[index].pos_ in ("PUNCT", "ADP", "CCONJ", "VERB", "SPACE") and quantity_of(doc, index, end) is None:
            continue
        is_inner = index > start and doc[index - 1].pos_ in ("ADJ", "PROPN", "NUM", "DET")
        if is_inner and is_modifier(doc[index], end) and quantity_of(doc, index, end) is None:
            continue
        found = read_list(doc, index, end, end)
        if found is not None:
            return found
    return None


def _behind_kin(verb: Token, end: int) -> int:
    """Index of those whom a relative clause speaks of, behind their kin: the doctor, in "relatives of a doctor who was
    killed"; 0 where no kin is told before them."""
    noun = verb.doc[end - 1]
    of = noun.head
    is_of_kin = noun.dep_ == "pobj" and of.lower_ == "of" and lemma(of.head) in _KIN
    return int(noun.left_edge.i) if is_of_kin and verb.head == noun and verb.dep_ in ("relcl", "acl") else 0


def _without_clause(token: Token, end: int) -> int:
    """Index after the subject without its clause: "three men who guarded a judge" counts the men, "the mastermind of a
    bombing that killed nine people" none of the people."""
    last = end - 2 if end > 1 and token.doc[end - 1].text == "," else end - 1
    for subject in token.lefts:
        clauses = [word for word in subject.subtree if word.dep_ == "relcl" and word.right_edge.i == last]
        if subject.dep_ in SUBJECTS and clauses and clauses[0].left_edge.lower_ in RELATIVE:
            noun = clauses[0].head
            before = noun.left_edge.i - 1
            if noun.dep_ == "appos" and noun.head == subject and token.doc[before].text == ",":
                return int(before)  # "the six kidnappers, all criminals who fled, were killed"
            return int(clauses[0].left_edge.i)
    return end


def _is_taken(word: Token, verb: Token) -> bool:
    """Whom another verb struck before: "captured a son of the boss, and eight people were killed"."""
    noun = word
    while noun.dep_ not in ("dobj", "ROOT") and noun.head.pos_ not in ("AUX", "VERB"):
        noun = noun.head
    is_object = noun.dep_ == "dobj" and noun.head != verb and noun.head.pos_ == "VERB"
    is_object = is_object and verb.dep_ != "relcl"  # "found the leader, who was detained along with two others"
    return is_object and any(child.dep_ in SUBJECTS and child.i > noun.i for child in verb.lefts)


def _is_side(word: Token) -> bool:
    """One of those "between" whom something happens: "fighting between A and B tribes on Friday and 15 were killed"."""
    for above in islice(word.ancestors, _SIDE_DEPTH):
        if above.pos_ in ("AUX", "VERB"):
            return False
        if above.lower_ == "between":
            return True
    return False


def _ends_part(doc: Doc, index: int) -> bool:
    """True where a list goes on after its "including ...": at the "and" behind a comma, at a word of harm."""
    word = doc[index].lower_
    return word in HARM or bool(word == "and" and index > 0 and doc[index - 1].text == ",")


def _joint(token: Token) -> str:
    """ "or" or "and" when a second word of harm shares those counted: "killed or wounded"; "" when none does."""
    doc = token.doc
    for step in (1, -1):
        link, other = token.i + step, token.i + 2 * step
        if not token.sent.start <= other < token.sent.end:
            continue
        effects = {_EFFECTS.get(word.lower_) for word in (token, doc[other]) if word.lower_ not in _MEANS}
        is_and = doc[link].lower_ == "and"
        if is_and and _EFFECTS.get(doc[min(token.i, other)].lower_) == "captured":
            continue  # "46 people were abducted and murdered": all of them were both
        if doc[link].lower_ in ("or", "and", "/", "and/or") and effects in _JOINT_EFFECTS:
            return "and" if is_and else "or"
    return ""


def _blurred(groups: Sequence[Group], joint: str) -> list[Group]:
    """Groups whose number counts dead and wounded together: "or" leaves nothing, "and" some of both."""
    if not joint:
        return list(groups)
    quantifier = "unknown" if joint == "or" else "unknown_plural"
    return [
        group
        if group.count.low == 1 and not group.is_numbered
        else replace(group, count=replace(group.count, low=None, high=None, quantifier=quantifier))
        for group in groups
    ]


def of_verb(token: Token) -> list[Group] | None:
    """Those harmed or taken by a verb ("killed", "were detained"); None when the order of words does not tell."""
    doc = token.doc
    if (described := _described(token)) is not None:
        return described
    end, is_passive, has_have = _before(token)
    joint = _joint(token)
    if is_passive and token.tag_ not in ("VB", "VBG"):  # "they are holding two girls" takes them
        if token.dep_ == "conj" and end > token.sent.start and doc[end - 1].lower_ == "and":
            return None  # "shot three pupils and was killed": whoever shot them
        found = _subject(token, end)
        return None if found is None else _blurred([*found, *along_with(token), *_gapped(token, found)], joint)
    if any(child.dep_ == "dobj" and child.lower_ in RELATIVE for child in token.lefts):
        return None  # "two girls whom they kidnapped"
    start = token.i + 1
    inverted = _inverted(token)
    if inverted is not None:
        found = read_list(doc, inverted.i + 1, min(token.sent.end, inverted.i + 1 + MAX_WORDS))
        return None if found is None else _blurred(found, joint)
    if joint and start + 1 < token.sent.end and doc[start].lower_ in ("or", "and", "/", "and/or"):
        start += 2
    while start < token.sent.end and (
        doc[start].is_space
        or doc[start].lower_ in ("dead", "down", "to", "death", "hostage", "captive")
        or (
            doc[start].pos_ == "ADV"
            and doc[start].tag_ != "WRB"  # "23 more wounded when a bomb exploded"
            and quantity_of(doc, start, token.sent.end) is None
        )
    ):
        start += 1
    if start + 1 < token.sent.end and doc[start].lower_ == "on" and doc[start + 1].ent_type_ == "DATE":
        start = doc[start + 1].i + 1  # "shot dead on Monday a politician"
        while start < token.sent.end and doc[start].ent_type_ in ("DATE", "TIME"):
            start += 1
    stop = min(token.sent.end, start + MAX_WORDS)
    found = read_list(doc, start, stop)
    if found is not None:
        more = [group for group in along_with(token) if group.start >= found[-1].end]
        return _blurred([*found, *more], joint)
    if token.tag_ in ("VBN", "VBD", "JJ", "NN") and not has_have and token.lower_ in _EFFECTS:
        is_day = start < token.sent.end and doc[start].ent_type_ in ("DATE", "TIME")  # "16 wounded Monday"
        if start < token.sent.end and (doc[start].pos_ in ("NOUN", "PROPN", "DET", "PRON")) and not is_day:
            return None
        found = _subject(token, end)
        if found is not None and any(group.is_numbered for group in found):
            return _blurred(found, joint)
    return None


def _described(token: Token) -> list[Group] | None:
    """Those whom a participle before their noun describes: "the hospital treated 30 wounded people"."""
    people = token.head
    if token.dep_ != "amod" or _EFFECTS.get(token.lower_) != "injured" or people.i < token.i:
        return None
    number = next((child for child in people.lefts if child.dep_ == "nummod"), None)
    return None if number is None else read_list(token.doc, number.left_edge.i, people.i + 1)


def _inverted(token: Token) -> Token | None:
    """The "were" of "Killed in the blast were two guards", "Also wounded was a clerk"."""
    is_first = token.tag_ == "VBN" and all(word.pos_ == "ADV" for word in token.doc[token.sent.start : token.i])
    return next((c for c in token.rights if is_first and c.dep_ == "auxpass" and c.lower_ in ("was", "were")), None)


def along_with(token: Token) -> list[Group]:
    """Those whom a clause adds after its verb: "was killed in the blast along with 13 other people"."""
    doc = token.doc
    first = token.i + (2 if token.i + 1 < token.sent.end and doc[token.i + 1].lower_ == "dead" else 1)
    if first + 1 < token.sent.end and doc[first].lower_ == "with" and doc[first + 1].tag_ == "PRP$":
        return read_list(doc, first + 1, token.sent.end) or []  # "was shot dead with his wife and child"
    for index in range(token.i + 1, min(token.sent.end - 2, token.i + MAX_WORDS // 2)):
        word = doc[index]
        if word.text in (";", ":") or word.lower_ == "by" or word.tag_ in ("VBD", "VBZ", "VBP", "MD"):
            return []
        if word.lower_ in PART:
            return []  # "killing seven people, including a woman with her two sons"
        if word.lower_ in ("along", "together") and doc[index + 1].lower_ == "with":
            return read_list(doc, index + 2, token.sent.end) or []
        if word.lower_ == "with" and word.dep_ == "prep" and (others := _others(doc, index + 1, token.sent.end)):
            return [others]
    return []


def _gapped(verb: Token, found: Sequence[Group]) -> list[Group]:
    """Those added behind a verb that is not said again, and one more: "six soldiers were killed, and at least five
    civilians", "two people died on the spot and a third in hospital"."""
    doc, out = verb.doc, []
    for child in verb.rights if found[-1].is_numbered else ():
        if child.dep_ != "conj":
            continue
        one = next((s for s in child.lefts if s.dep_ in SUBJECTS), None) if child.lower_ == verb.lower_ else child
        if one is not None and (one.lower_ == "another" or (one.lower_ in _ONE_MORE and one.nbor(-1).lower_ == "a")):
            first = one.left_edge.i
            out.append(Group(one, count_of(doc, first, one.i + 1, 1, 1, "exact"), first, one.i + 1, True))
        elif child.tag_ == "NNS" and "person" in categories(child):
            group = read_group(doc, child.left_edge.i, child.i + 1)
            is_alone = HARM.keys().isdisjoint(word.lower_ for word in doc[child.i : child.sent.end])
            if group is not None and group.is_numbered and not group.is_part and is_alone:
                out.append(group)
    return out


def _others(doc: Doc, start: int, stop: int) -> Group | None:
    """ "Was detained with two others", "with three of his guards": others than those told, or people of theirs; not
    "with several others sustaining injuries"."""
    group = read_group(doc, start, stop)
    if group is None or not group.is_numbered or (group.end < stop and doc[group.end].tag_ in ("VBG", "VBN")):
        return None
    is_theirs = any(word.tag_ == "PRP$" for word in doc[group.start : group.end])
    return group if is_theirs or group.head.lower_ == "others" else None


def fallen_of(verb: Token) -> Group | None:
    """Those who died of what a verb of harm did to more: the two, in "wounded five people, two of them fatally"; None
    where it says so of nobody."""
    doc = verb.doc
    for word in doc[verb.i + 2 : min(verb.sent.end, verb.i + MAX_WORDS)]:
        if word.lower_ not in FATALLY or next((t for t in word.ancestors if t.pos_ in ("AUX", "VERB")), None) != verb:
            continue
        for index in range(max(verb.i + 1, word.i - _PART_WORDS), word.i):
            group = read_group(doc, index, word.i)
            if group is not None and group.is_numbered and group.end == word.i:
                return group
    return None


def of_subject(token: Token) -> list[Group] | None:
    """Those who are said to have "died" or to be "dead"."""
    end, _, _ = _before(token)
    found = _subject(token, end)
    return None if found is None else [*found, *_gapped(token, found)]


def of_noun(token: Token) -> list[Group] | None:
    """Those whom a noun names after "of" ("the deaths of two students"), or its own number ("seven deaths")."""
    doc = token.doc
    after = token.i + 1
    if after + 1 < token.sent.end and doc[after].lower_ == "of":
        found = read_list(doc, after + 1, min(token.sent.end, after + 1 + MAX_WORDS))
        if found is not None:
            return found
    for index in range(max(token.sent.start, token.i - 5), token.i):
        quantity = quantity_of(doc, index, token.i)
        if quantity is None or quantity[1].quantifier == "unknown":
            continue
        if all(is_modifier(doc[inner], token.i + 1) for inner in range(quantity[0], token.i)):
            low, high, kind = quantity[1].low, quantity[1].high, quantity[1].quantifier
            return [Group(token, count_of(doc, index, after, low, high, kind), index, after, True)]
    return None
