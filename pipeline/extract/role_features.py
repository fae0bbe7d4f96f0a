"""What the role model looks at: the nouns of an article that may name a participant, and what is known of each.

Nothing here names a country, a group or a person: of words only those count that news writes small.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.extract.arguments import SPEECH_VERBS, noun_phrase
from pipeline.extract.draft import Draft
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.texts import text_of
from pipeline.extract.usual_words import news_words
from pipeline.extract.word_kinds import with_pos
from pipeline.reference import actors

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: Parts of speech of a word that may head the name of a participant.
_HEADS = frozenset({"NOUN", "PROPN", "NUM", "ADJ", "X"})
#: A noun that only stands before another one names nobody of its own, unless it is a name.
_BEFORE_A_NOUN = frozenset({"compound", "amod", "nmod", "nummod", "quantmod", "det", "advmod", "punct", "case"})
_NO_ENTITY = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "ORDINAL", "LANGUAGE", "LAW"})
#: Nouns of these categories alone are matters, places and papers; see nouns.csv.
_MATTERS = frozenset({"abstract", "place", "territory", "thing", "media", "disease", "fact", "price", "ceasefire"})
#: Categories by which nouns are told apart, the first that fits.
_KINDS = (
    "explosive missile aircraft weapon building vehicle infrastructure road base armed_group mob force organization "
    "government country person physical number place territory"
).split()
_WEAPONS = frozenset({"explosive", "missile", "weapon"})
_TRANSPARENT = frozenset({"conj", "appos"})
_MAX_PATH = 5
#: Words on each side of a phrase that count as around it.
_AROUND = 8
_OFFSETS = (300, 800, 1600, 3000)
_DISTANCES = (0, 1, 2, 5)
_COUNTS = (1, 2, 4)
_MENTIONS = (1, 2, 4, 8, 16)
_WORDS, _CONTENTS, _CHAINS = "casus.role_words", "casus.role_contents", "casus.role_chains"
#: Words of a chain at most.
_MOST_ABOVE = 12


@dataclass(slots=True)
class Noun:
    """A noun that may name a participant.

    Attributes:
        head: The word itself; of a known group's name, its last word.
        start, end: Tokens of the whole phrase, end exclusive.
        kind: What it names, one of `_KINDS`, "group" for a known group's name, "name" for a person's, or "other".
        sentence: Index of its sentence.
        roles: The drafts that the rules put it into, each with the side and the rule.
        near: The draft that it most likely belongs to, and the dependency path there; None without any.
        features: Names of features that hold.
    """

    head: Token
    start: int
    end: int
    kind: str
    sentence: int
    roles: list[tuple[str, str, Draft]] = field(default_factory=list)
    near: Draft | None = None
    path: str = "none"
    features: list[str] = field(default_factory=list)


def find_nouns(doc: Doc) -> list[Noun]:
    """The nouns of an article that may name a participant, in text order."""
    names: dict[int, tuple[int, int]] = {}
    for start, end, _ in actors.name_spans(text_of(doc)):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            names[span.end - 1] = (span.start, span.end)
    inside = {i for start, end in names.values() for i in range(start, end)}
    possible = {token.i: token for token in with_pos(doc, *_HEADS) if token.i not in inside}
    out = []
    for number, sent in enumerate(doc.sents):
        for index in range(sent.start, sent.end):
            if index in names:
                out.append(Noun(doc[index], *names[index], "group", number))
            elif (head := possible.get(index)) is not None and _may_name(head):
                phrase = noun_phrase(head)
                out.append(Noun(head, phrase.start, phrase.end, _kind(head), number))
    return out


def _may_name(token: Token) -> bool:
    entity = token.ent_type_
    if entity in _NO_ENTITY or not token.text[:1].isalnum():
        return False
    if token.pos_ == "ADJ" and not any(child.dep_ == "det" for child in token.children):
        return False
    if token.dep_ in _BEFORE_A_NOUN:
        # "a dynamite attack": what is done with it.
        return (entity in ("ORG", "NORP") and _ends_entity(token)) or bool(categories(token) & _WEAPONS)
    if entity == "PERSON":
        return _ends_entity(token)
    return not categories(token) <= _MATTERS


def _ends_entity(token: Token) -> bool:
    return token.i + 1 == len(token.doc) or str(token.nbor(1).ent_iob_) != "I"


def _kind(token: Token) -> str:
    if token.ent_type_ == "PERSON":
        return "name"
    kinds = categories(token)
    return next((kind for kind in _KINDS if kind in kinds), "other")


def _chain(token: Token) -> list[Token]:
    """A word and those that it hangs on, up to twelve. Found once a token."""
    known: dict[int, list[Token]] = token.doc.user_data.setdefault(_CHAINS, {})
    found = known.get(token.i)
    if found is None:
        found = known[token.i] = [token]
        while len(found) < _MOST_ABOVE and (above := found[-1].head).i != found[-1].i:
            found.append(above)
    return found


def _label(token: Token) -> str:
    label: str = token.lower_ if token.dep_ in ("prep", "agent") else token.dep_
    return label


def path_between(noun: Token, trigger: Token) -> tuple[str, int]:
    """The dependency path from a noun to a trigger, lists and appositions left out, and its length."""
    up, down = _chain(noun), _chain(trigger)
    places = {token.i: depth for depth, token in enumerate(down)}
    top = next((depth for depth, token in enumerate(up) if token.i in places), None)
    if top is None:
        return "far", 99
    bottom = places[up[top].i]
    rising = [_label(token) for token in up[:top] if token.dep_ not in _TRANSPARENT]
    falling = [_label(token) for token in reversed(down[:bottom]) if token.dep_ not in _TRANSPARENT]
    length = len(rising) + len(falling)
    if length > _MAX_PATH:
        return "far", length
    return "<".join(rising) + "|" + ">".join(falling), length


def _link(noun: Noun, drafts: Sequence[Draft]) -> None:
    """Set the draft that a noun belongs to most likely: the rules', the nearest of its sentence, the nearest by."""
    if noun.roles:
        noun.near = noun.roles[0][2]
        noun.path = path_between(noun.head, noun.near.head.token)[0]
        return
    here = [draft for draft in drafts if draft.sentence == noun.sentence]
    if here:
        _, _, index, path = min(
            (length, abs(trigger.token.i - noun.head.i), index, path)
            for index, draft in enumerate(here)
            for trigger in draft.triggers
            for path, length in [path_between(noun.head, trigger.token)]
        )
        noun.near, noun.path = here[index], path
        return
    if drafts:
        noun.near = min(drafts, key=lambda d: (abs(d.sentence - noun.sentence), d.sentence > noun.sentence))


def describe(nouns: Sequence[Noun], drafts: Sequence[Draft], classes: Collection[str] | None = None) -> None:
    """Fill in roles and the nearest draft of all nouns of an article, and features.

    With `classes`, only nouns whose nearest draft is of one of these classes get features.
    """
    by_head: dict[int, list[tuple[str, str, Draft]]] = {}
    for draft in drafts:
        for side, entries in (("agent", draft.agents), ("patient", draft.patients)):
            for token, rule in entries:
                by_head.setdefault(token.i, []).append((side, rule, draft))
        for token in draft.weapons:
            by_head.setdefault(token.i, []).append(("weapon", "weapon", draft))
    for noun in nouns:
        noun.roles = by_head.get(noun.head.i, [])
        _link(noun, drafts)
    sides: dict[str, Counter[str]] = {}
    times: Counter[str] = Counter()
    for noun in nouns:
        key = _key(noun)
        times[key] += 1
        for side, _, _ in noun.roles:
            sides.setdefault(key, Counter())[side] += 1
    told = sorted({trigger.kind for draft in drafts for trigger in draft.triggers})
    for noun in nouns:
        if classes is not None and (noun.near is None or noun.near.head.kind not in classes):
            continue
        key = _key(noun)
        elsewhere = sides[key] - Counter(side for side, _, _ in noun.roles) if key in sides else Counter()
        noun.features = list(dict.fromkeys(_features(noun, drafts, told, elsewhere, times[key])))


def known_actors(noun: Noun) -> tuple[actors.Actor, ...]:
    """The known groups that the name of a group may mean."""
    if noun.kind != "group":
        return ()
    doc = noun.head.doc
    last = doc[noun.end - 1]
    return actors.alias_index().get(actors.fold(text_of(doc)[doc[noun.start].idx : last.idx + len(last)]), ())


def _actor_categories(noun: Noun) -> set[str]:
    return {actor.category for actor in known_actors(noun)}


def _key(noun: Noun) -> str:
    return lemma(noun.head) if noun.kind not in ("group", "name") else noun.head.lower_


def _word(token: Token) -> str:
    """A word as the model sees it: one that news writes small, or else only what sort it is. Found once a token."""
    known: dict[int, str] = token.doc.user_data.setdefault(_WORDS, {})
    found = known.get(token.i)
    if found is None:
        word = lemma(token)
        found = known[token.i] = word if word in news_words() else f"<{token.ent_type_ or token.pos_}>"
    return found


def _contents(doc: Doc) -> list[str | None]:
    """The verbs, nouns and adjectives of an article as the model sees them; None for other words. Found once."""
    found: list[str | None] | None = doc.user_data.get(_CONTENTS)
    if found is None:
        found = doc.user_data[_CONTENTS] = [
            _word(token) if token.pos_ in ("VERB", "NOUN", "ADJ") else None for token in doc
        ]
    return found


def _determiner(noun: Noun) -> str:
    for child in noun.head.lefts:
        if child.dep_ == "det":
            return {"the": "the", "a": "a", "an": "a"}.get(child.lower_, "other")
        if child.dep_ == "poss":
            return "poss"
        if child.dep_ == "nummod":
            return "number"
    return "none"


def _features(
    noun: Noun, drafts: Sequence[Draft], classes: Sequence[str], elsewhere: Counter[str], times: int
) -> Iterable[str]:
    head, kind, near = noun.head, noun.kind, noun.near
    yield f"kind={kind}"
    yield f"ent={head.ent_type_}"
    yield f"tag={head.tag_}"
    yield f"det={_determiner(noun)}:{kind}"
    yield f"offset={bisect_left(_OFFSETS, head.idx)}"
    yield f"times={bisect_left(_COUNTS, times)}:{kind}"
    for category in sorted(categories(head)):
        yield f"category={category}"
    word = _word(head)
    yield f"word={word}"
    for child in head.lefts:
        if child.dep_ in ("amod", "compound", "nmod"):
            yield f"before={_word(child)}"
            yield f"before={_word(child)}:{kind}"
    for child in head.rights:
        if child.dep_ == "prep":
            yield f"after={child.lower_}:{kind}"
        elif child.dep_ in ("relcl", "acl", "appos"):
            yield f"after={child.dep_}:{kind}"
            yield f"{'apposed' if child.dep_ == 'appos' else 'clause'}={_word(child)}"
    if head.i + 1 < len(head.doc):
        yield f"next={_word(head.nbor(1))}"
    if kind == "group":
        for category in sorted(_actor_categories(noun)):
            yield f"actor={category}"
    if head.dep_ == "appos":
        yield f"beside={_word(head.head)}"
        yield f"beside={_word(head.head)}:{kind}"
    sent, contents = head.sent, _contents(head.doc)
    before = contents[max(sent.start, noun.start - _AROUND) : noun.start]
    behind = contents[head.i + 1 : min(sent.end, head.i + 1 + _AROUND)]
    for content in (*before, *behind):
        if content is not None:
            yield f"around={content}:{kind}"
    yield from _governed(head, kind, word)
    sides = sorted({side for side, _, _ in noun.roles}) or ["none"]
    for side in sides:
        yield f"side={side}"
        yield f"side={side}:{kind}"
        yield f"side={side}:{word}"
        for other in elsewhere:
            yield f"side={side}:else={other}"
    for side, rule, draft in noun.roles:
        yield f"rule={side}:{rule}"
        yield f"rule={side}:{rule}:{kind}"
        yield f"did={side}:{draft.head.kind}:{kind}"
        for trigger in draft.triggers:
            yield f"did={side}:{trigger.kind}"
            yield f"act={side}:{trigger.rule}"
        effect = draft.effects.get(head.i)
        yield f"effect={effect}:{kind}"
    for other in sorted(elsewhere):
        yield f"else={other}"
        yield f"else={other}:{kind}"
    for name in classes:
        yield f"article={name}:{kind}"
    many = bisect_left(_MENTIONS, len(drafts))
    for side in sides:
        yield f"mentions={many}:{side}"
        yield f"mentions={many}:{side}:{kind}"
    if near is None:
        yield "near=none"
        return
    distance = abs(near.sentence - noun.sentence)
    where = f"{bisect_left(_DISTANCES, distance)}{'+' if near.sentence < noun.sentence else '-'}"
    yield f"near={where}"
    yield f"near={where}:{kind}"
    yield f"near={near.head.kind}:{kind}"
    yield f"near={where}:{near.head.kind}"
    yield f"realis={near.realis}:{sides[0]}"
    yield f"realis={near.realis}"
    yield f"cumulative={near.is_cumulative}:{sides[0]}"
    yield f"attribution={near.attribution}:{sides[0]}"
    if distance == 0:
        yield f"path={noun.path}"
        yield f"path={noun.path}:{kind}"
        yield f"path={noun.path}:{near.head.kind}"
        yield f"path={noun.path}:{near.head.kind}:{kind}"
        yield f"path={noun.path}:{lemma(near.head.token)}"
        yield f"trigger={lemma(near.head.token)}:{kind}"
        yield f"full={bool(near.agents)}{bool(near.patients)}:{sides[0]}:{kind}"
        for draft in drafts:
            if draft.sentence == noun.sentence:
                yield f"here={draft.head.kind}:{kind}"


def _governed(head: Token, kind: str, word: str) -> Iterable[str]:
    """What the noun hangs on: the verb or noun above it, and how."""
    current = head
    while current.dep_ in _TRANSPARENT and current.head != current:
        current = current.head
    how, above = current.dep_, current.head
    if how == "pobj":
        how, above = above.lower_, above.head
        if above.dep_ in ("pobj",) and how == "of":
            yield f"of={_word(above)}:{_label(above.head)}"
    governor = _word(above)
    yield f"how={how}"
    yield f"how={how}:{kind}"
    yield f"above={governor}:{how}"
    yield f"above={governor}:{how}:{kind}"
    yield f"above={governor}"
    yield f"pair={governor}:{word}"
    for child in above.rights:
        if child.dep_ == "dobj" and child is not current:  # "claimed responsibility", "opened fire"
            yield f"done={governor}:{_word(child)}:{how}"
            yield f"done={governor}:{_word(child)}:{how}:{kind}"
    if above.lemma_.lower() in SPEECH_VERBS:
        yield f"speaks={how}:{kind}"
    if current is not head:
        yield f"list={head.dep_}:{how}"
