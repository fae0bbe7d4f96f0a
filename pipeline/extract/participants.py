"""The people, groups, things and weapons of a mention, in the article's own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.extract import casualties
from pipeline.extract.arguments import by_phrase, noun_phrase, prepositional
from pipeline.extract.draft import Draft
from pipeline.extract.nouns import WEAPONS, categories, lemma
from pipeline.extract.texts import text_of
from pipeline.extract.word_sets import word_set
from pipeline.records import Participant
from pipeline.reference import actors

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_PHYSICAL = frozenset({"building", "vehicle", "infrastructure", "road", "physical"})
_GROUPS = frozenset({"force", "organization", "government", "country", "armed_group"})
#: What a noun must name for it to stand among the participants: matters, places and documents are none.
_PARTICIPANTS = _PHYSICAL | _GROUPS | WEAPONS | {"person", "number", "mob", "unknown"}
#: Key of a Doc's user data under which the names of persons are remembered.
_PERSONS = "casus.persons"
_NOT_NAMES = frozenset({"GPE", "LOC", "ORG", "NORP", "FAC", "DATE", "TIME", "EVENT"})
#: Kinds of names of those who act.
_NAMED = frozenset({"GPE", "NORP", "ORG", "PERSON"})
#: What somebody is in a group, and no more.
_RANKS = word_set("ranks")
_FORMERLY = word_set("formerly")
#: Words before a rank among which "former" is looked for, hyphens counted: "one-time".
_BEFORE_A_RANK = 3
#: What ties fighters to a group.
_TYING = frozenset("affiliate align ally link tie".split())
#: How somebody joins a group: "pledged allegiance".
_SWEARING, _OATHS = frozenset({"pledge", "swear"}), frozenset({"allegiance", "loyalty"})
_TITLES = word_set("person_titles")
#: Nouns that only count or gather what their of-phrase names.
_COUNTING = word_set("counting_nouns")
#: Words before a noun that say which or how many and are no part of what it is called.
_DETERMINING = word_set("determining_words")
_DETERMINING_DEPS = frozenset("advmod case det nummod predet punct quantmod".split())


def kind_of(head: Token, phrase: str) -> str:
    """individual, organization, physical or weapon: what a noun phrase names."""
    kinds = categories(head)
    if kinds & {"person", "number"}:
        return "individual"
    if kinds & _PHYSICAL:
        return "physical"
    if kinds & _GROUPS or head.ent_type_ in ("ORG", "GPE", "NORP") or actors.name_spans(phrase):
        return "organization"
    if kinds & WEAPONS:
        return "weapon"
    return "individual"


def is_participant(head: Token) -> bool:
    """Can a noun phrase stand among the participants: does it name people, a group, a thing that is hit, or a
    weapon?"""
    kinds = categories(head)
    if kinds & {"place", "territory"} and "country" not in kinds:
        found = bool(kinds & (_PHYSICAL | {"force", "person"})) and head.ent_type_ not in ("GPE", "LOC")
    else:
        found = bool(kinds & _PARTICIPANTS)
    return found or bool(actors.name_spans(noun_phrase(head).text))  # "positions of the army"


def name_of(head: Token) -> Span | None:
    """The name of a person without the words before it that say what he is ("Senator Ana Ruiz": Ana Ruiz); None for
    other nouns. Found once a token."""
    known: dict[int, tuple[int, int] | None] = head.doc.user_data.setdefault(_PERSONS, {})
    if head.i not in known:
        known[head.i] = _name_bounds(head)
    found = known[head.i]
    return None if found is None else head.doc[found[0] : found[1]]


def _name_bounds(head: Token) -> tuple[int, int] | None:
    """Indices of the first word of a person's name and of the word after it."""
    if head.pos_ != "PROPN" or head.ent_type_ in _NOT_NAMES or (lemma(head) in _TITLES and head.ent_type_ != "PERSON"):
        return None
    if head.ent_type_ != "PERSON" and categories(head) != {"unknown", "person"}:
        return None
    doc, sent, start, end = head.doc, head.sent, head.i, head.i + 1
    while start > sent.start and _belongs_to_name(doc[start - 1], head):
        start -= 1
    while end < sent.end and doc[end].pos_ == "PROPN" and doc[end].ent_type_ == head.ent_type_ == "PERSON":
        end += 1
    return start, end


def _belongs_to_name(token: Token, head: Token) -> bool:
    if token.lower_ in ("de", "la", "del", "al", "el", "bin", "van", "von", "ben", "abu"):
        return token.i > token.sent.start and token.nbor(-1).pos_ == "PROPN" and token.ent_type_ not in _NOT_NAMES
    is_alike = token.ent_type_ == head.ent_type_ or (token.ent_type_ == "PERSON" and not head.ent_type_)
    if token.pos_ != "PROPN" or token.ent_type_ in _NOT_NAMES or not is_alike:
        return False
    return token.lower_.rstrip(".") not in _TITLES and not (
        "person" in categories(token) and "unknown" not in categories(token) and token.ent_type_ != "PERSON"
    )


def named_in_apposition(head: Token) -> Token | None:
    """The name that stands beside a description: "the mayor of Danli, Ana Ruiz"; None when there is none."""
    if head.pos_ != "NOUN" or "person" not in categories(head):
        return None
    return next((child for child in head.rights if child.dep_ == "appos" and child.ent_type_ == "PERSON"), None)


def _names(doc: Doc) -> dict[str, list[Span]]:
    """Each word of a name of several words -> the names of the article that hold it, in text order. Found once."""
    found: dict[str, list[Span]] | None = doc.user_data.get("names")
    if found is None:
        found = {}
        for ent in doc.ents:
            name = name_of(_last_of_name(ent.root)) if ent.label_ == "PERSON" else None
            if name is not None and len(name) > 1:
                for word in dict.fromkeys(token.lower_ for token in name if len(token) > 2):
                    found.setdefault(word, []).append(name)
        doc.user_data["names"] = found
    return found


def _last_of_name(token: Token) -> Token:
    """The word that a name ends with: of "Jose Antonio Paz Rivas", of which the recogniser saw two words, the last."""
    while token.dep_ == "compound" and token.head.pos_ == "PROPN" and token.head.ent_type_ in ("", "PERSON"):
        token = token.head
    return token


def _full_name(name: Span) -> Span:
    """The longest name of the article that holds a name: "Jose Antonio Paz Rivas" of "Paz Rivas". Where two people
    bear the name, the first of them for a single word, and nobody for more."""
    words = _spelled(name)
    longer = [n for n in _names(name.doc).get(words[-1], []) if len(n) > len(words) and _holds(_spelled(n), words)]
    if not longer:
        return name
    full = max(longer, key=len)  # the first of the longest
    if all(_holds(_spelled(full), _spelled(other)) for other in longer):
        return full
    return longer[0] if len(words) == 1 else name


def _spelled(name: Span) -> list[str]:
    return [token.lower_ for token in name]


def _holds(words: Sequence[str], part: Sequence[str]) -> bool:
    """Do words stand among others one behind the other?"""
    return any(list(words[i : i + len(part)]) == list(part) for i in range(len(words) - len(part) + 1))


def short_span(head: Token) -> Span:
    """The words that name a participant: a person's full name, else the noun phrase without article and number."""
    name = name_of(head)
    if name is not None:
        return _full_name(name)
    doc = head.doc
    span = noun_phrase(head)
    start, end = span.start, span.end
    if head.pos_ == "NUM" or lemma(head) in _COUNTING:
        inner = [noun for _, noun in prepositional(head, {"of"})]
        if inner:
            return short_span(inner[0])
    for child in head.rights:  # "terrorists of the front": the group is a participant of its own
        if child.dep_ == "prep" and child.lower_ == "of" and start <= child.i < end:
            inner = [c for c in child.children if c.dep_ == "pobj"]
            if (
                inner
                and (categories(inner[0]) & _GROUPS or inner[0].ent_type_ in ("ORG", "GPE"))
                and "person" in categories(head)
                and lemma(head) != "member"
            ):
                end = child.i
    for begin, stop, _ in actors.name_spans(text_of(doc)[doc[start].idx : head.idx]):  # "FMLN guerrillas"
        inside = doc.char_span(doc[start].idx + begin, doc[start].idx + stop, alignment_mode="expand")
        if inside is not None and inside.end <= head.i:
            start = inside.end
    while start < end - 1 and (
        doc[start].dep_ in _DETERMINING_DEPS
        or doc[start].pos_ in ("DET", "NUM", "PUNCT")
        or doc[start].lower_ in _DETERMINING
    ):
        start += 1
    return doc[start:end]


def _only_describes(token: Token, rule: str) -> bool:
    """True for words before an event noun that say of what kind it is ("guerrilla attack") and name nobody."""
    return rule == "argument.modifier" and token.ent_type_ not in _NAMED


def make(head: Token, role: str, *, effect: str | None, count: casualties.Count | None) -> Participant:
    """A participant record for the noun phrase of `head`."""
    phrase = noun_phrase(head)
    named = named_in_apposition(head)
    words = short_span(named if named is not None else head)
    kind = "weapon" if role == "weapon" else kind_of(head, phrase.text)
    if kind == "organization":
        words = _known_name(words) or words
    known = None
    if count is not None and kind != "physical":
        known = (
            count.low if count.low is not None and count.quantifier in ("exact", "at_least", "about", "range") else None
        )
    return Participant(
        role=role,
        kind=kind,
        text=words.text,
        start=words.start_char,
        end=words.end_char,
        phrase=_with_apposition(phrase, head),
        canonical=words.text if name_of(named if named is not None else head) is not None else None,
        count=known,
        effect=effect,
    )


def _known_name(words: Span) -> Span | None:
    """The name of a known group inside a phrase: "a column of the National Liberation Army"."""
    for start, end, _ in actors.name_spans(words.text):
        name = words.doc.char_span(words.start_char + start, words.start_char + end, alignment_mode="expand")
        return None if name is None else name.doc[name.start : before_acronym(name)]
    return None


def before_acronym(name: Span) -> int:
    """The token behind the name of a group that is told with its acronym: "Army of National Liberation (ELN)"."""
    last = name[-1]
    end: int = name.end
    opening = end - 3
    is_bracketed = opening > name.start and last.text in ")]" and name.doc[opening].text in "(["
    return opening if is_bracketed else end


def _with_apposition(phrase: Span, head: Token) -> str:
    """The phrase and the name or acronym that stands after it ("the front (FMLN)", "gunmen, believed to be Boko
    Haram")."""
    extra = [child for child in head.rights if child.dep_ == "appos" and child.ent_type_ in _NAMED]
    ties = [child for child in head.rights if child.dep_ == "acl" and lemma(child) in _TYING]
    if head.dep_ == "nsubj" and lemma(head.head) in _TYING and head.head.tag_ in ("VBD", "VBN"):
        ties.append(head.head)  # "fighters linked to Islamic State have taken the town", as the parser has it
    extra += _own_group(head)
    extra += [
        noun
        for tie in ties
        for _, noun in prepositional(tie, {"to", "with"})
        if noun.ent_type_ in _NAMED or actors.name_spans(noun_phrase(noun).text)
    ]
    described = [] if extra else _described_as(head)
    return " ".join([phrase.text, *(noun_phrase(child).text for child in extra[:1]), *described])


def _own_group(head: Token) -> list[Token]:
    """The group that people are said to follow: "fighters loyal to the front", "who have pledged allegiance to it", "a
    coalition led by the front"."""
    loyal = [child for child in head.rights if child.lower_ == "loyal"]
    sworn = [
        oath
        for child in head.rights
        if child.dep_ in ("acl", "relcl") and lemma(child) in _SWEARING
        for oath in child.children
        if oath.dep_ == "dobj" and oath.lower_ in _OATHS
    ]
    found = [noun for word in (*loyal, *sworn) for _, noun in prepositional(word, {"to"})]
    found += [
        noun for child in head.rights if child.dep_ == "acl" and lemma(child) == "lead" for noun in by_phrase(child)
    ]
    return [noun for noun in found if actors.name_spans(noun_phrase(noun).text)]


def _described_as(name: Token) -> list[str]:
    """What a named person is said to be: "Ana Paz, a union leader", "Ali Khan, a commander of the front"."""
    if name.pos_ != "PROPN":
        return []
    nouns = [c for c in name.rights if c.dep_ == "appos" and c.tag_ == "NN" and "person" in categories(c)]
    return [name.doc[noun.left_edge.i : noun.i + 1].text + _of_whom(noun) for noun in nouns[:1]]


def _of_whom(role: Token) -> str:
    """ " of the front": the group that somebody is a leader or a fighter of; "" for others, and for a former one."""
    first = max(role.sent.start, role.left_edge.i - _BEFORE_A_RANK)
    before = f" {role.doc[first : role.i].text.lower()} "  # "an ex-commander", which the model takes apart
    if any(f" {word}{end}" in before for word in _FORMERLY for end in (" ", "-")):
        return ""
    groups = (noun for _, noun in prepositional(role, {"in", "of"}) if actors.name_spans(noun_phrase(noun).text))
    found = next(groups, None)
    return "" if found is None or lemma(role) not in _RANKS else f" of {noun_phrase(found).text}"


def nested(head: Token, role: str) -> list[Participant]:
    """Named groups inside a phrase: "FMLN guerrillas", "terrorists of the National Liberation Army (ELN)"."""
    phrase = noun_phrase(head)
    doc = head.doc
    end = phrase.end_char
    for child in head.rights:
        if child.dep_ == "appos":
            end = max(end, noun_phrase(child).end_char)
    out = []
    for start, stop, _ in actors.name_spans(text_of(doc)[phrase.start_char : end]):
        name = doc.char_span(phrase.start_char + start, phrase.start_char + stop, alignment_mode="expand")
        if name is None:
            continue
        name = doc[name.start : before_acronym(name)]
        if (name.start, name.end) != (short_span(head).start, short_span(head).end):
            out.append(
                Participant(
                    role=role,
                    kind="organization",
                    text=text_of(doc)[name.start_char : name.end_char],
                    start=name.start_char,
                    end=name.end_char,
                    phrase=None,
                    canonical=None,
                    count=None,
                    effect=None,
                )
            )
    return out


def weapon(token: Token) -> Participant:
    """A weapon, with the words before it that say what kind ("car bomb", "M-16 rifle")."""
    span = noun_phrase(token)
    start = token.i
    for child in token.lefts:
        if (
            child.dep_ in ("compound", "amod", "nmod")
            and child.ent_type_ not in ("GPE", "NORP", "ORG", "CARDINAL", "DATE")
            and child.lower_ not in ("several", "many", "other", "more")
        ):
            start = min(start, child.i)
    words = token.doc[start : token.i + 1]
    return Participant(
        role="weapon",
        kind="weapon",
        text=words.text,
        start=words.start_char,
        end=words.end_char,
        phrase=span.text,
        canonical=None,
        count=None,
        effect=None,
    )


def of_mention(draft: Draft) -> dict[str, list[Participant]]:
    """All participants of a mention by list: agents, targets, weapons, others."""
    counts: dict[int, casualties.Count] = {token.i: count for token, _, count in draft.counts if token is not None}
    agents = [
        make(token, "perpetrator", effect=None, count=casualties.count_people(token))
        for token, rule in draft.agents
        if is_participant(token) and not _only_describes(token, rule)
    ]
    targets = []
    for token, _ in draft.patients:
        if not is_participant(token):
            continue
        effect = _effect_on(token, draft)
        role = "victim" if categories(token) & {"person", "force", "number"} else "target"
        if effect in casualties.PEOPLE_EFFECTS and kind_of(token, token.text) == "physical":
            effect = "damaged"
        targets.append(
            make(token, role, effect=effect or None, count=counts.get(token.i) or casualties.count_people(token))
        )
    weapons = [weapon(token) for token in draft.weapons]
    others: list[Participant] = []
    for token, _ in draft.agents:
        others += nested(token, "perpetrator")
    for token, _ in draft.patients:
        others += nested(token, "target")
        others += _included(token, draft)
    return {
        "agents": _unique(agents),
        "targets": _unique(targets),
        "weapons": _unique(weapons),
        "others": _unique(others),
    }


def _effect_on(token: Token, draft: Draft) -> str | None:
    """What befell somebody, where his name behind him was counted too: "arrested the leader Ana Ruiz"."""
    named = (draft.effects.get(child.i) for child in token.rights if child.dep_ == "appos")
    return draft.effects.get(token.i) or next((effect for effect in named if effect), None)


def _included(token: Token, draft: Draft) -> list[Participant]:
    """Those named as part of a group: "nine people, including two children"."""
    out = []
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in ("including", "among"):
            out += [
                make(inner, "victim", effect=draft.effects.get(token.i), count=casualties.count_people(inner))
                for inner in child.children
                if inner.dep_ == "pobj" and is_participant(inner)
            ]
    return out


def _unique(items: Sequence[Participant]) -> list[Participant]:
    seen: set[tuple[int, int, str]] = set()
    out = []
    for item in items:
        key = (item.start, item.end, item.role)
        if key not in seen and item.end > item.start:
            seen.add(key)
            out.append(item)
    return out
