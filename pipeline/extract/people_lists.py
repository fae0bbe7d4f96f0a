"""Lists of people, read from the order of the words: "12 soldiers, a driver and three others"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract.ages import AGE, ages_end, is_age, is_age_adjective, told_by_ages
from pipeline.extract.casualties import Count, is_people
from pipeline.extract.nouns import PERSONAL, categories, lemma, lexicon
from pipeline.extract.texts import text_of
from pipeline.language.numbers import Quantity, quantity_at

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

HARM = {
    **dict.fromkeys(
        "killed killing kill kills slain murdered dead died shot massacred slaughtered beheaded executed".split(),
        "killed",
    ),
    **dict.fromkeys(
        "wounded wounding wound injured injuring injure hurt maimed hospitalized hospitalised".split(), "injured"
    ),
}
_DASHES = frozenset({"-", "--", "–", "—"})
RELATIVE = frozenset({"who", "whom", "which", "whose"})
PART = frozenset("including among comprising mostly mainly notably".split())
POST = frozenset("of from in at near for inside outside on around within belonging".split())
_PRONOUNS_ONE = frozenset("him her he she himself herself".split())
_PRONOUNS_MANY = frozenset("them they others many some several themselves".split())
_GROUPS = frozenset("family crew team group crowd gang unit patrol cell household delegation squad band".split())
_COLLECTIVE = frozenset("people police personnel staff crew cattle".split())
_NOT_HEADS = frozenset(
    "north south east west northeast northwest southeast southwest today yesterday tonight "
    "morning evening night".split()
)
_NAMED = frozenset({"GPE", "LOC", "FAC", "ORG", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"})
#: So many people have names of their own.
_SEVERAL = 2
_MEASURES = frozenset({"QUANTITY", "TIME", "DATE", "MONEY", "PERCENT"})
_SINGULAR_DETERMINERS = frozenset({"a", "an", "another", "one"})
_FRACTIONS = frozenset({"half", "quarter", "third"})
_GRAVELY = frozenset("badly critically gravely lightly seriously severely slightly".split())
#: People of whom nothing else is said.
_ANYBODY = frozenset({"civilian", "people", "person", "victim"})
_NO_CIVILIANS = frozenset({"armed_group", "force"})
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Group:
    """Some of those harmed.

    Attributes:
        head: Head of the noun phrase, or its number.
        count: How many.
        start, end: Token offsets, end exclusive.
        is_numbered: True when the words give a number or a quantifier.
        is_part: True for "two of them": part of those named before.
    """

    head: Token
    count: Count
    start: int
    end: int
    is_numbered: bool
    is_part: bool = False

    @property
    def is_kin(self) -> bool:
        """True for those named by whose they are: "his wife"."""
        first = self.head.doc[self.start]
        return bool(first.tag_ == "PRP$")


def quantity_of(doc: Doc, index: int, stop: int) -> tuple[int, Quantity] | None:
    """The quantity that begins at a word and the index of the word after it; ages are none."""
    text = text_of(doc)
    found = quantity_at(text, doc[index].idx)
    if found is None or is_age(doc[index]) or (index and doc[index - 1].lower_ == "how"):
        return None  # "did not say how many had died"
    end, quantity = found
    if AGE.match(text, end) or text[end : end + 1] == "-":
        return None
    if _YEAR.fullmatch(doc[index].text) and doc[index].ent_type_ == "DATE":
        return None
    following = index
    while following < stop and doc[following].idx < end:
        following += 1
    return (following, quantity) if following > index else None


def is_modifier(token: Token, stop: int) -> bool:
    """May this word stand inside a noun phrase, before its head?"""
    if token.pos_ in ("NOUN", "PROPN", "ADJ", "NUM"):
        return True
    following = token.doc[token.i + 1] if token.i + 1 < stop else None
    if following is None:
        return False
    if token.text == "-" and token.i and token.nbor(-1).whitespace_:
        return False  # "seven people - four men and three women"
    if token.text in ("-", "'s", "'", '"', "''", "``", "’s", "’"):
        return following.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "VERB", "ADV", "PART")
    if token.lower_ in ("off", "on") and following.text == "-" and not token.whitespace_:
        return True  # "three off-duty agents"
    if token.pos_ == "ADV" and following.dep_ == "amod" and token.head == following:
        return True  # "the internationally recognised government"
    if token.tag_ == "VBG" and any(child.dep_ == "dobj" for child in token.children):
        return False  # "killing one and detaining several others"
    if token.tag_ in ("VBN", "VBG") and token.lower_ not in HARM and token.lower_ not in PART:
        return following.pos_ in ("NOUN", "PROPN", "ADJ")
    if token.lower_ == "and":
        before = token.nbor(-1)
        return bool(following.pos_ == "ADJ" and before.pos_ == "ADJ")
    return False


def _run(doc: Doc, index: int, stop: int) -> int:
    """Index after the noun phrase that begins at a word, determiner and quantity already read."""
    end = index
    while end < stop and (is_modifier(doc[end], stop) or _is_acronym(doc, end, stop) or _is_in_a_name(doc, end, stop)):
        if _is_in_a_name(doc, end, stop):
            end += 1
            continue
        if not is_modifier(doc[end], stop):
            end += 3  # "two Security Force (SF) personnel"
            continue
        token = doc[end]
        if token.lower_ in _NOT_HEADS and not _begins_name(token):
            break
        if token.ent_type_ in ("DATE", "TIME") and not is_age_adjective(token):
            break
        if token.lower_ in HARM and end > index:
            break
        if token.pos_ == "NUM" and end > index and not is_age_adjective(token) and doc[end - 1].text != "-":
            break
        end += 1
    while end > index and doc[end - 1].pos_ not in ("NOUN", "PROPN", "ADJ", "NUM"):
        end -= 1
    return end


def _is_in_a_name(doc: Doc, index: int, stop: int) -> bool:
    """Does a small word stand in the name of a group that is said of people: "two Movement for Change activists"?"""
    token = doc[index]
    if token.lower_ not in ("for", "of") or token.ent_type_ != "ORG" or token.ent_iob_ != "I":
        return False
    end = index
    while end < stop and doc[end].ent_iob_ == "I" and doc[end].ent_type_ == "ORG":
        end += 1
    is_said_of = end < stop and doc[end].tag_ == "NNS" and not doc[end].ent_type_
    return bool(is_said_of or doc[end - 1].tag_ == "NNS")  # the model takes the people into the name


def _begins_name(token: Token) -> bool:
    """The first word of "South Sudan army soldiers", "North Korean troops"."""
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
    is_name = token.ent_type_ in ("GPE", "LOC", "NORP", "ORG") and token.text[:1].isupper()
    return is_name and following.ent_iob_ == "I" and following.ent_type_ == token.ent_type_


def _is_acronym(doc: Doc, index: int, stop: int) -> bool:
    """Does a bracket with capitals stand inside a noun phrase?"""
    return (
        index + 3 < stop
        and doc[index].text == "("
        and doc[index + 1].text.isupper()
        and doc[index + 2].text == ")"
        and doc[index + 3].pos_ == "NOUN"
    )


def _head(doc: Doc, start: int, end: int) -> Token | None:
    """The word of a noun phrase that names people; None when none does."""
    last = doc[end - 1]
    if last.pos_ in ("NOUN", "PROPN", "ADJ") and _names_people(last):
        return last
    for index in range(end - 2, start - 1, -1):
        token = doc[index]
        if token.pos_ in ("NOUN", "PROPN") and categories(token) & {"person"} and last.pos_ == "PROPN":
            return token
    return None


def _names_people(token: Token) -> bool:
    if token.lower_ in ("others", "more", "other"):
        return True
    if token.pos_ == "ADJ" and token.lower_ not in HARM:
        return False
    if token.ent_type_ in _MEASURES and token.pos_ != "NUM":
        return False
    kinds = categories(token)
    if kinds & PERSONAL:
        return True
    return is_people(token) and not kinds & {"weapon", "event", "disease", "media"} and token.ent_type_ not in _NAMED


def _group(doc: Doc, index: int, stop: int) -> Group | None:
    """The people that a noun phrase beginning at a word stands for."""
    if index >= stop:
        return None
    first = doc[index]
    if first.lower_ in _PRONOUNS_ONE and first.tag_ != "PRP$":
        return Group(first, count_of(doc, index, index + 1, 1, 1, "exact"), index, index + 1, False)
    cursor, determiner = index, ""
    found = quantity_of(doc, cursor, stop)
    if found is None and (first.pos_ in ("DET", "PRON") or first.tag_ in ("PRP$", "PDT", "DT")):
        determiner = first.lower_
        cursor = index + 1
        found = quantity_of(doc, cursor, stop) if cursor < stop else None
        if determiner == "no":
            found = None
    if found is None and first.lower_ in _PRONOUNS_MANY:
        return Group(first, count_of(doc, index, index + 1, None, None, "unknown_plural"), index, index + 1, True)
    if found is None and determiner in ("another", "one") and (cursor >= stop or not is_modifier(doc[cursor], stop)):
        return Group(first, count_of(doc, index, cursor, 1, 1, "exact"), index, cursor, True)
    quantity = None
    is_part = False
    if found is not None:
        cursor, quantity = found
        if cursor < stop and doc[cursor].lower_ == "of":
            inner = cursor + 1
            if inner < stop and doc[inner].lower_ in ("them", "whom", "those", "which", "these", "us"):
                inner += 1
                cursor, is_part = inner, True
            else:
                if inner < stop and (doc[inner].pos_ == "DET" or doc[inner].tag_ in ("PRP$", "DT", "PDT")):
                    inner += 1
                if _run(doc, inner, stop) > inner:
                    cursor = inner
    end = _run(doc, cursor, stop)
    head = _head(doc, cursor, end) if end > cursor else None
    if head is None:
        if quantity is None or end > cursor:
            return None
        number = doc[cursor - 1]
        # "wounding over 70, ...", "killed 64 and ...": the recogniser takes many bare numbers for times.
        is_struck = index > 0 and doc[index - 1].lower_ in HARM and number.ent_type_ in ("DATE", "TIME")
        is_struck = is_struck and (
            cursor >= len(doc) or doc[cursor].ent_iob_ != "I" or doc[cursor].pos_ in ("NUM", "PROPN")
        )
        if not is_struck and (number.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT") or _is_of_time(number)):
            return None
        head, end = number, cursor
    if quantity is not None:
        low, high, kind = quantity.low, quantity.high, quantity.quantifier
        if low is None and high is None and head.tag_ in ("NN", "NNP") and head.pos_ != "NUM" and head.i >= cursor:
            if head.lower_ not in ("other", "more") and lemma(head) not in _COLLECTIVE:
                low, high, kind = 1, 1, "exact"  # "some man"
        count = count_of(doc, index, end, low, high, kind)
        return Group(head, count, index, end, True, is_part)
    return _unnumbered(doc, index, end, head, determiner, stop)


def _is_of_time(number: Token) -> bool:
    """ "In Jos, one Sunday morning": a number of a day or hour; "killed one Sunday" counts somebody."""
    is_before = number.head.ent_type_ in ("DATE", "TIME") and number.head.i > number.i
    return is_before and number.i > 0 and number.nbor(-1).pos_ != "VERB"


def _unnumbered(doc: Doc, index: int, end: int, head: Token, determiner: str, stop: int) -> Group | None:
    """People without a number: a name, "a soldier", "militants", "a family of five"."""
    if determiner == "no":
        return Group(head, count_of(doc, index, end, 0, 0, "exact"), index, end, True)
    word = lemma(head)
    if word in ("couple", "pair") or (determiner == "both" and head.tag_ in ("NNS", "NNPS")):
        return Group(head, count_of(doc, index, end, 2, 2, "exact"), index, end, True)
    if word in _GROUPS and head.tag_ == "NN":
        if end + 1 < stop and doc[end].lower_ == "of" and (found := quantity_of(doc, end + 1, stop)) is not None:
            after = _run(doc, found[0], stop)
            quantity = found[1]
            return Group(
                head, count_of(doc, index, after, quantity.low, quantity.high, quantity.quantifier), index, after, True
            )
        return Group(head, count_of(doc, index, end, None, None, "unknown_plural"), index, end, False)
    if (aged := told_by_ages(head)) is not None:
        return Group(head, count_of(doc, index, end, aged, aged, "exact"), index, end, True)
    is_many = head.pos_ == "ADJ" and determiner == "the" and word != "other"  # "the wounded"
    is_plural = head.tag_ in ("NNS", "NNPS") or word in _COLLECTIVE or is_many
    if is_plural and head.pos_ == "NOUN" and not categories(head) & PERSONAL:
        return None
    if is_plural:
        return Group(head, count_of(doc, index, end, None, None, "unknown_plural"), index, end, False)
    is_name = (
        head.ent_type_ in _NAMED | {"NORP"}
        and "person" not in lexicon().get(word, ())
        and not (head.ent_type_ == "ORG" and _is_titled(doc, index, end))
    )
    if head.pos_ == "PROPN" and is_name and determiner not in _SINGULAR_DETERMINERS:
        return None
    if head.pos_ == "PROPN" or (head.pos_ == "NOUN" and categories(head) & PERSONAL):
        return Group(head, count_of(doc, index, end, 1, 1, "exact"), index, end, False)
    return None


def _is_titled(doc: Doc, start: int, end: int) -> bool:
    """True for a name with what the person is before or after it: the entity recogniser takes many for organisations.

    "Radio announcer Diego Vargas", "Hector Oqueli, leader of the movement".
    """
    after = end + 1 if end < len(doc) and doc[end].text == "," else len(doc)
    if after < len(doc) and doc[after].lower_ in ("a", "an", "the"):
        after += 1
    beside = [*doc[start : end - 1], *doc[after : after + 1]]
    return any(
        token.pos_ == "NOUN" and token.tag_ == "NN" and "person" in lexicon().get(lemma(token), ()) for token in beside
    )


def count_of(doc: Doc, start: int, end: int, low: int | None, high: int | None, quantifier: str) -> Count:
    """A count and the code points of its words, given as token offsets, end exclusive."""
    last = doc[end - 1]
    return Count(low, high, quantifier, doc[start].idx, last.idx + len(last))


def _after(doc: Doc, index: int, stop: int) -> int:
    """Index after what may follow a noun phrase and still belong to it: "of the ruling party", "(three)", ", 34,"."""
    while index < stop:
        token = doc[index]
        if token.text == "(":
            closing = next((i for i in range(index, min(index + 14, stop)) if doc[i].text == ")"), None)
            if closing is None:
                return index
            index = closing + 1
        elif token.text in _DASHES:
            closing = next((i for i in range(index + 1, min(index + 16, stop)) if doc[i].text in _DASHES), None)
            if closing is None:
                return index
            index = closing + 1
        elif token.text == "," and (ages := ages_end(token)) is not None and ages <= stop:
            index = ages
        elif token.lower_ in POST or token.lower_ == "aged":
            inner = index + 1
            if inner < stop and doc[inner].lower_ in ("the", "a", "an", "to", "its", "their", "his", "her", "this"):
                inner += 1
            if inner < stop and doc[inner].text == "(":
                inner = next((i + 1 for i in range(inner, min(inner + 8, stop)) if doc[i].text == ")"), inner)
            end = inner
            while end < stop and (
                is_modifier(doc[end], stop)
                or doc[end].ent_iob_ == "I"
                or (doc[end].text == "," and _is_place_comma(doc, end, stop))
            ):
                end += 1
            if end == inner:
                return index
            index = end
        else:
            return index
    return index


def _is_place_comma(doc: Doc, index: int, stop: int) -> bool:
    """The comma of "in Wukari, Taraba State"."""
    return index + 1 < stop and doc[index - 1].pos_ == "PROPN" and doc[index + 1].ent_type_ in ("GPE", "LOC")


def _connector(doc: Doc, index: int, stop: int) -> tuple[int, str]:
    """Index after a word that links two members of a list, and the word; "" when there is none."""
    comma = index < stop and doc[index].text == ","
    cursor = index + 1 if comma else index
    words = [doc[i].lower_ for i in range(cursor, min(cursor + 3, stop))]
    for link in (("as", "well", "as"), ("along", "with"), ("together", "with"), ("and",), ("&",), ("plus",)):
        if tuple(words[: len(link)]) == link:
            after = cursor + len(link)
            if after < stop and doc[after].lower_ in ("also", "then"):
                after += 1
            return after, "and"
    return (cursor, ",") if comma else (index, "")


def _begins_clause(doc: Doc, index: int, stop: int) -> bool:
    """True when a verb follows that has what stands before it as its subject."""
    while index < stop and doc[index].pos_ == "ADV":
        index += 1
    if index >= stop:
        return False
    token = doc[index]
    if token.pos_ == "AUX" or token.tag_ in ("VBD", "VBZ", "VBP", "MD"):
        return True
    return token.lower_ in HARM and token.tag_ in ("VBN", "JJ", "VBD")


def read_list(doc: Doc, start: int, stop: int, target: int | None = None) -> list[Group] | None:
    """The people listed from a word on.

    Args:
        start: Index of the first word.
        stop: Index after the last word that may be read.
        target: Where the list must end, if it must: the verb that it is the subject of.

    Returns:
        The groups, without those that name part of others or give another name for them; None when there is no list,
        or it does not end at `target`.
    """
    group = _group(doc, start, stop)
    if group is None:
        return None
    found: list[tuple[Group, str]] = [(group, "")]
    cursor = _after(doc, group.end, stop)
    cursor = _after_names(doc, cursor, stop, group) or cursor
    while cursor < stop and cursor != target:
        if target is not None and doc[cursor].pos_ == "VERB" and _skip_part(doc, cursor, target) == target:
            cursor = target  # "fishermen working in the lake were"
            break
        part = cursor + 1 if doc[cursor].text in (",", "-", "--", "–", "—") else cursor
        if part < stop and (doc[part].lower_ in PART or _is_fraction(doc, part, stop)):
            cursor = _skip_part(doc, cursor, target)
            break
        if target is not None and doc[cursor].text == "," and _opens_relative(doc, cursor, target):
            closing = next((i for i in range(cursor + 1, target) if doc[i].text == ","), None)
            if closing is None or _skip_part(doc, cursor, closing) != closing:
                break
            cursor = target if closing + 1 == target else closing
            if cursor == target:
                break
            continue
        if target is None and (closing := _after_relative(doc, cursor, stop, found)) is not None:
            cursor = closing
        following, link = _connector(doc, cursor, stop)
        if not link:
            break
        if target is not None and following == target:
            cursor = target
            break
        group = _group(doc, following, stop)
        if group is None or not _is_member(group, link):
            if (past := _after_office(doc, following, stop, found[-1][0])) is not None:
                cursor = past
                continue
            named = _run(doc, following, stop) if link == "," and following < stop else following
            if named > following and doc[following].pos_ == "PROPN" and _connector(doc, named, stop)[1] == "and":
                cursor = named  # "the imam, Haji Bukar, and his son": the name is his
                continue
            if link == "," and target is not None and doc[target - 1].text == ",":
                cursor = _skip_part(doc, cursor, target)  # "ten people, all from one village, were"
            break
        end = _after(doc, group.end, stop)
        if end != target and _begins_clause(doc, end, stop):
            while found[-1][1] == "," and target is None:  # ", police and witnesses said"
                found.pop()
            break
        if group.is_part or (link == "," and _is_gravely(doc, group, stop)):
            cursor = _skip_part(doc, cursor, target)
            break
        found.append((group, link))
        cursor = end
    if found[0][0].is_numbered and [word.lower_ for word in doc[cursor : cursor + 2]] == ["among", "them"]:
        found = found[:1]  # "four civilians, a merchant and his daughter among them"
    if target is not None and cursor != target and not (cursor + 1 == target and doc[cursor].text == ","):
        return None
    if target is not None and len(found) > 1 and not _is_list(found):
        return None
    return _members(found)


def _after_relative(doc: Doc, cursor: int, stop: int, found: Sequence[tuple[Group, str]]) -> int | None:
    """The comma behind a relative clause, where the parse has the list go on: "Ali Khan, an expert who trained men, and
    one of his guards"."""
    first = cursor + 1 if doc[cursor].text == "," else cursor
    if first >= stop or doc[first].lower_ not in RELATIVE:
        return None
    listed = {group.head.i for group, _ in found}
    for index in range(first + 1, stop):
        following, link = _connector(doc, index, stop) if doc[index].text == "," else (index, "")
        group = _group(doc, following, stop) if link == "and" else None
        if group is not None and any(t.dep_ == "conj" and t.head.i in listed for t in doc[group.start : group.end]):
            return index
    return None


def _after_names(doc: Doc, cursor: int, stop: int, group: Group) -> int | None:
    """Where the names of a number of people end, which are no more people: "two brothers, Hillel and Yagel Tal, at"."""
    if cursor >= stop or doc[cursor].text != "," or not group.is_numbered or (group.count.low or 0) < _SEVERAL:
        return None
    at, names = cursor + 1, 0
    while at < stop and doc[at].pos_ == "PROPN":
        while at < stop and doc[at].pos_ == "PROPN":
            at += 1
        names += 1
        following, link = _connector(doc, at, stop)
        if not link or following >= stop or doc[following].pos_ != "PROPN":
            break
        at = following
    if names != group.count.low:
        return None
    return at + 1 if at < stop and doc[at].text == "," else at


def _is_fraction(doc: Doc, index: int, stop: int) -> bool:
    """ "90 people, a third of them children": part of those counted before."""
    words = [doc[at].lower_ for at in range(index, min(index + 4, stop))]
    if words[:1] and words[0] in ("a", "one"):
        words.pop(0)
    return words[:1] != [] and words[0] in _FRACTIONS and words[1:3] in (["of", "them"], ["of", "whom"])


def _is_gravely(doc: Doc, group: Group, stop: int) -> bool:
    """ "Wounding 11, four seriously": how badly some of those were hurt who were counted before."""
    end = group.end
    return group.is_numbered and end < stop and doc[end].lower_ in _GRAVELY and doc[end - 1].pos_ == "NUM"


def _after_office(doc: Doc, start: int, stop: int, before: Group) -> int | None:
    """Where the office behind a name ends, if others follow: "Usman Khan, the deputy chief of the party, and two of his
    associates"."""
    if before.head.pos_ != "PROPN" or start >= stop or doc[start].lower_ != "the" or doc[start - 1].text != ",":
        return None
    end = _run(doc, start + 1, stop)
    if end == start + 1 or not categories(doc[end - 1]) & {"person"}:
        return None
    end = _after(doc, end, stop)
    link = _connector(doc, end, stop)[1]
    return end if link == "and" and doc[end].text == "," else None


def _is_list(found: Sequence[tuple[Group, str]]) -> bool:
    """False for "Attack on the house of Ali Khan, 14 killed": a comma alone lists only what has numbers."""
    return found[0][0].is_numbered or any(link == "and" for _, link in found[1:]) or not found[1][0].is_numbered


def _is_member(group: Group, link: str) -> bool:
    """May a group go on a list? After a comma only what has a number, an article or a name."""
    head = group.head
    if group.is_numbered or group.is_kin:
        return True
    if head.pos_ == "PROPN" and head.ent_type_ != "PERSON" and not categories(head) & PERSONAL:
        return False
    if link == ",":
        return head.ent_type_ == "PERSON" or head.doc[group.start].lower_ in _SINGULAR_DETERMINERS
    return True


def _opens_relative(doc: Doc, comma: int, stop: int) -> bool:
    return any(doc[index].lower_ in RELATIVE for index in range(comma + 1, min(comma + 5, stop)))


def _skip_part(doc: Doc, cursor: int, target: int | None) -> int:
    """Where reading goes on after "including ...": at the verb, unless another word of harm stands before it."""
    if target is None or any(doc[index].lower_ in HARM for index in range(cursor, target)):
        return cursor
    return target


def _members(found: Sequence[tuple[Group, str]]) -> list[Group]:
    """A list without its appositions: "Ali Khan, a commander, and two guards", "two brothers, Ali and Hassan"."""
    last, link = found[-1]
    if link == "," and last.head.doc[last.start].lower_ == "a" and last.is_numbered:  # "..., a total of six people"
        return [last]
    if _is_breakdown([group for group, _ in found]):
        return [found[0][0]]
    out = [found[0][0]]
    title: Group | None = None
    for position in range(1, len(found)):
        (group, link), before = found[position], out[-1]
        if link == "and" and _is_bare_title(before) and group.count.low == 1 and group.head.pos_ == "PROPN":
            out[-1] = group  # "senator and presidential candidate Ali Khan" is one man
            continue
        if link == "and" and title is not None and _is_bare_title(group):
            continue  # "Ali Khan, a senator and leader of the party"
        if link == "," and group.is_kin:  # "a policeman, his wife and three children"
            out.append(group)
            continue
        if link == "," and group.count.low == 1 and before.count.low == 1 and not group.is_numbered:
            if position + 1 < len(found) and _is_third_of_list(before, group, found[position + 1]):
                out.append(group)
            else:
                title = group
            continue
        if link == "," and not group.is_numbered and position == len(found) - 1:
            continue
        if link == "and" and not group.is_numbered and _shares_determiner(before, group):
            continue
        first = out[0].count.low
        if position == 1 and link == "," and first is not None and first > 1:
            rest = [item for item, _ in found[1:]]
            if len(rest) == first and all(item.count.low == 1 and not item.is_numbered for item in rest):
                return out
        out.append(group)
    return out


def _is_bare_title(group: Group) -> bool:
    """One person by what he is, without article or name: a singular without an article is a title."""
    first = group.head.doc[group.start]
    return (
        group.count.low == 1
        and not group.is_numbered
        and group.head.ent_type_ != "PERSON"
        and first.pos_ != "DET"
        and first.tag_ not in ("PRP$", "DT", "PDT")
        and "person" in lexicon().get(lemma(group.head), ())
    )


def _is_third_of_list(before: Group, group: Group, following: tuple[Group, str]) -> bool:
    """ "A leader, a facilitator and several guards" are three; "Ali Khan, a leader, and two guards" are two."""
    doc, (last, link) = group.head.doc, following
    articles = [doc[item.start].lower_ in ("a", "an") for item in (before, group)]
    return all(articles) and link == "and" and not any(token.text == "," for token in doc[group.end : last.start])


def _is_breakdown(groups: Sequence[Group]) -> bool:
    """ "six people, four men and two women", "five people, a mother and four children": the rest is the first again."""
    is_general = lemma(groups[0].head) in _ANYBODY and groups[0].is_numbered
    if len(groups) < 3 or not all(group.is_numbered or (is_general and group.count.low == 1) for group in groups):
        return False
    if lemma(groups[0].head) == "civilian" and any(categories(group.head) & _NO_CIVILIANS for group in groups[1:]):
        return False  # "four civilians, a soldier and three policemen"
    low = [group.count.low or 0 for group in groups]
    return low[0] > 1 and low[0] == sum(low[1:])


def _shares_determiner(before: Group, group: Group) -> bool:
    """ "an elder and former senator" is one man, "ten traders and farmers" are ten."""
    doc = group.head.doc
    if doc[group.start].pos_ in ("DET", "PRON") or doc[group.start].tag_ == "PRP$" or group.head.ent_type_ == "PERSON":
        return False
    if group.count.quantifier == "unknown_plural":
        return before.is_numbered and before.count.low is not None and before.count.low > 1
    return before.count.low == 1 and doc[before.start].lower_ in ("a", "an", "the")
