"""Lists of people, read from the order of the words: "12 soldiers, a driver and three others"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.extract.nouns import PERSONAL, categories, lemma, lexicon
from pipeline.extract.people_groups import (
    HARM,
    PART,
    SINGULAR_DETERMINERS,
    Group,
    additions_end,
    phrase_end,
    read_group,
)
from pipeline.extract.word_sets import word_set
from pipeline.reference.actors import actor_category

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

RELATIVE = frozenset({"who", "whom", "which", "whose"})
#: So many people have names of their own.
_SEVERAL = 2
_ARTICLES = SINGULAR_DETERMINERS | {"the"}
_FRACTIONS = frozenset({"half", "quarter", "third"})
#: How badly people were hurt, and that they died of it.
FATALLY = word_set("fatally")
_GRAVELY = word_set("gravely") | FATALLY
#: People of whom nothing else is said, and those of one family.
_ANYBODY, _KIN = word_set("anybody"), word_set("kin")
_NO_CIVILIANS = frozenset({"armed_group", "force"})


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
    group = read_group(doc, start, stop)
    if group is None:
        return None
    found: list[tuple[Group, str]] = [(group, "")]
    cursor = additions_end(doc, group.end, stop)
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
            continue
        if target is None and (closing := _after_relative(doc, cursor, stop, found)) is not None:
            cursor = closing
        following, link = _connector(doc, cursor, stop)
        if not link:
            break
        if target is not None and following == target:
            cursor = target
            break
        group = read_group(doc, following, stop)
        is_one_more = group is not None and link == "," and _is_the_only_one(doc, found[-1][0], group, stop)
        if group is None or not (is_one_more or _is_member(group, link)):
            if (past := _after_office(doc, following, stop, found[-1][0])) is not None:
                cursor = past
                continue
            named = phrase_end(doc, following, stop) if link == "," and following < stop else following
            if named > following and doc[following].pos_ == "PROPN" and _connector(doc, named, stop)[1] == "and":
                cursor = named  # "the imam, Haji Bukar, and his son": the name is his
                continue
            if link == "," and target is not None and doc[target - 1].text == ",":
                cursor = _skip_part(doc, cursor, target)  # "ten people, all from one village, were"
            break
        end = additions_end(doc, group.end, stop)
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
        group = read_group(doc, following, stop) if link == "and" else None
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
    associates", "a lawmaker, the head of a council and two guards", in which it may be another's."""
    is_of_one = before.head.pos_ == "PROPN" or doc[before.start].lower_ in ("a", "an")
    if not is_of_one or start >= stop or doc[start - 1].text != ",":
        return None
    start += doc[start].lower_ == "the"
    end = phrase_end(doc, start, stop)
    if end == start or doc[end - 1].tag_ != "NN" or not categories(doc[end - 1]) & {"person"}:
        return None
    end = additions_end(doc, end, stop)
    following, link = _connector(doc, end, stop)
    others = read_group(doc, following, stop) if link == "and" else None
    is_over = link == "and" and (doc[end].text == "," or (others is not None and others.is_numbered))
    return end if is_over else None


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
        return head.ent_type_ == "PERSON" or head.doc[group.start].lower_ in SINGULAR_DETERMINERS
    return True


def _is_the_only_one(doc: Doc, before: Group, group: Group, stop: int) -> bool:
    """ "21 policemen, the mayor and eight others": one who has an office, behind several whom nobody calls so, or
    behind another: "the mayor, the driver and two others", "a teacher, farmer and two others"."""
    following, link = _connector(doc, additions_end(doc, group.end, stop), stop)
    last = read_group(doc, following, stop) if link == "and" else None
    if last is None or group.count.low != 1 or group.is_numbered:
        return False
    if _is_bare_title(group):  # "a poet, writer and activist" may be one man
        is_another = doc[before.start].lower_ in _ARTICLES and before.head.pos_ == "NOUN"
        return is_another and (last.is_numbered or bool(doc[last.start].pos_ == "DET"))
    is_several = before.is_numbered and (before.count.low or 0) >= _SEVERAL
    is_another = doc[before.start].lower_ == "the" and before.head.pos_ == "NOUN"
    return (is_several or is_another) and bool(doc[group.start].lower_ == "the")


def _opens_relative(doc: Doc, comma: int, stop: int) -> bool:
    return any(doc[index].lower_ in RELATIVE for index in range(comma + 1, min(comma + 5, stop)))


def _skip_part(doc: Doc, cursor: int, target: int | None) -> int:
    """Where reading goes on after "including ...": at the verb, unless another word of harm stands before it."""
    if target is None or any(doc[index].lower_ in HARM for index in range(cursor, target)):
        return cursor
    return target


def _are_those_told(group: Group) -> bool:
    """ "The injured teenagers", "the victims": people told before, whom no number counts here."""
    return not group.is_numbered and _is_anybody(group.head) and group.head.doc[group.start].lower_ == "the"


def _members(found: Sequence[tuple[Group, str]]) -> list[Group]:
    """A list without its appositions: "Ali Khan, a commander, and two guards", "two brothers, Ali and Hassan"."""
    last, link = found[-1]
    if link == "," and last.head.doc[last.start].lower_ == "a" and last.is_numbered:  # "..., a total of six people"
        return [last]
    if _is_breakdown([group for group, _ in found]):
        return [found[0][0]]
    if len(found) > 1 and _are_those_told(found[0][0]) and found[1][1] == "," and found[1][0].is_numbered:
        found = found[1:]  # "the injured teenagers, three girls and a boy"
    out = [found[0][0]]
    title: Group | None = None
    for position in range(1, len(found)):
        (group, link), before = found[position], out[-1]
        if link == "and" and _is_bare_title(before) and group.count.low == 1 and group.head.pos_ == "PROPN":
            out[-1] = group  # "senator and presidential candidate Ali Khan" is one man
            continue
        is_same = group.head.dep_ == "appos" and group.head.head == before.head and before.count.low == 1
        if link == "and" and is_same and group.count.low == 1 and not group.is_numbered:
            continue  # "the party's leader and former speaker was killed" (`clause_errors.two_titles_of_one`)
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
            are_singles = all(item.count.low == 1 and not item.is_numbered for item in rest)
            if len(rest) == first and are_singles and not _are_others(out[0], rest):
                return out
        out.append(group)
    return out


def _are_others(first: Group, rest: Sequence[Group]) -> bool:
    """ "Two attackers, a policeman and a passer-by": those who attack are none of those behind them."""
    are_named = any(group.head.pos_ == "PROPN" for group in rest)
    kinds = [actor_category(group.head.text) for group in (first, *rest)]
    return kinds[0] == "armed_group" and not are_named and "armed_group" not in kinds[1:]


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
    """ "A leader, a facilitator and several guards" are three, with "the" as well, or with one article for both; "Ali
    Khan, a leader, and two guards" are two."""
    doc, (last, link) = group.head.doc, following
    articles = {doc[item.start].lower_ for item in (before, group) if item == before or not _is_bare_title(item)}
    return (
        (articles <= {"a", "an"} or articles == {"the"})
        and link == "and"
        and not any(token.text == "," for token in doc[group.end : last.start])
    )


def _is_breakdown(groups: Sequence[Group]) -> bool:
    """ "six people, four men and two women", "five people, a mother and four children": the rest is the first again."""
    is_general = groups[0].is_numbered and _is_anybody(groups[0].head)
    if len(groups) < 3 or not all(group.is_numbered or (is_general and group.count.low == 1) for group in groups):
        return False
    has_armed = any(categories(group.head) & _NO_CIVILIANS for group in groups[1:])
    if is_general and has_armed and lemma(groups[0].head) not in _ANYBODY:
        return False  # "four civilians, a soldier and three policemen"
    low = [group.count.low or 0 for group in groups]
    return low[0] > 1 and low[0] == sum(low[1:])


def _is_anybody(head: Token) -> bool:
    """People who may be anybody's kin: "people", "villagers"; not "soldiers", nor "brothers"."""
    is_many = head.tag_ in ("NNS", "NNPS") or lemma(head) == "people"
    return is_many and "person" in categories(head) and "force" not in categories(head) and lemma(head) not in _KIN


def _shares_determiner(before: Group, group: Group) -> bool:
    """ "an elder and former senator" is one man, "ten traders and farmers" are ten."""
    doc = group.head.doc
    if doc[group.start].pos_ in ("DET", "PRON") or doc[group.start].tag_ == "PRP$" or group.head.ent_type_ == "PERSON":
        return False
    if group.count.quantifier == "unknown_plural":
        return before.is_numbered and before.count.low is not None and before.count.low > 1
    return before.count.low == 1 and doc[before.start].lower_ in ("a", "an", "the")
