"""Event mentions: what a group of triggers says of its event: who, whom, with what, how many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.extract import grouping, incidents, mood, noun_arguments, realis, verb_arguments
from pipeline.extract.arguments import in_order, verb_agents
from pipeline.extract.attribution import attribute
from pipeline.extract.background import is_time_before
from pipeline.extract.barriers import Heads
from pipeline.extract.campaign_tolls import is_superseded
from pipeline.extract.draft import Draft, add
from pipeline.extract.nouns import REMAINS, WEAPONS, categories, lemma
from pipeline.extract.time_patterns import time_words
from pipeline.extract.triggers import Trigger
from pipeline.extract.word_sets import word_set
from pipeline.language.event_classes import DEMONSTRATION, VIOLENCE

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: What a sentence is about when it holds several: the first of these.
PRECEDENCE = (
    "declaration threat suicide_bomb chemical air_strike shelling grenade mine bomb explode shootdown clash ambush "
    "territory riot disperse protest lynch sexual abduct attack shoot kill beat die toll injure rob destroy loot "
    "damage arrest disrupt coup mass_grave agreement release surrender withdraw base change deploy security escape "
    "displace strike"
).split()
_RANK = {kind: rank for rank, kind in enumerate(PRECEDENCE)}
_ANAPHORA = frozenset("the this that these those such".split())
_NEW_EVENT = word_set("new_event")
_TEAR_GAS = frozenset({"gas", "tear"})
_REPLIES = frozenset({"reply", "reprisal", "response", "retaliation"})
_THAT_DAY = (["that", "day"], ["that", "night"], ["the", "same"], ["that", "evening"])
#: Nouns that count an event noun: "the series of strikes".
_SERIES = frozenset("barrage pair round series spate string wave".split())
#: Classes and rules whose noun is the weapon itself: "a bomb", "mortar shells".
_WEAPON_CLASSES = frozenset("bomb mine grenade shelling suicide_bomb".split())
_WEAPON_RULES = frozenset("device_noun ied mine subject projectile".split())
#: What "separate operations" count for at least.
_SEVERAL_INCIDENTS = 2
#: Classes whose plural says nothing of how many incidents there were.
_UNCOUNTED = frozenset("die toll injure protest".split())
#: Classes of what explodes, and what leads to where it did.
_BLASTS = frozenset("air_strike bomb explode mine shelling suicide_bomb".split())
_SCENE_PREPOSITIONS = frozenset("at during in inside near on outside through".split())
_ENDING = frozenset({"end", "halt", "stop"})
_DEATHS = frozenset({"clash", "die", "toll"})
_BOMBERS = frozenset({"bomber", "attacker"})
_CROWD = frozenset({"protest", "mob", "person", "number"})


def build(doc: Doc, number: int, members: Sequence[Trigger], kinds: Heads) -> Draft:
    """Gather what a group of triggers says about its event.

    Args:
        doc: The article.
        number: Index of the sentence in it.
        members: The triggers of the group, in text order.
        kinds: The triggers of the article.
    """
    told = _without_struck_crowds(mood.told_members(members))
    head = min(told, key=lambda m: (_RANK.get(m.kind, len(_RANK)), m.token.i))
    draft = Draft(sentence=number, head=head, triggers=told)
    heads = {m.token.i for m in told}
    for member in told:
        counted = len(draft.counts)
        _add_arguments(draft, member, heads)
        mood.mark_cumulative(draft, member, counted)
        if member.kind == "toll" and is_superseded(member.token):
            del draft.counts[counted:]
        if realis.judge(member.token)[0] == "attempted":  # "tried to detain several men"
            draft.counts[counted:] = [entry for entry in draft.counts[counted:] if entry[1] != "captured"]
        is_deed = member.kind in (VIOLENCE | DEMONSTRATION) - _UNCOUNTED and member.rule != "shoot.wound"
        if draft.incident_count is None and is_deed:  # "four bullet wounds" are of one shooting
            draft.incident_count = incidents.counted(member.token)
        if draft.incident_count is None and incidents.has_several(member.token):
            draft.incident_count = _SEVERAL_INCIDENTS
    mood.set_mood(draft)
    draft.scope = grouping.scope(told, kinds)
    draft.is_definite = _points_back(head.token)
    around = [*head.token.children, *(doc[i] for i in sorted(draft.scope)[:6])]
    draft.is_new = any(
        (token.lower_ in _NEW_EVENT and token.pos_ != "PROPN" and not _tells_on(token)) or _is_another_hour(token)
        for token in around
    ) or any(_begins_another(doc[i]) for i in draft.scope)
    draft.weapons = in_order(draft.weapons)
    draft.agents = _without_escaped(draft)
    # A number of people harmed did nothing: "nine were killed and some fifteen injured".
    draft.agents = [(t, r) for t, r in draft.agents if not (t.pos_ == "NUM" and t.i in draft.effects)]
    doers = {token.i for token, _ in draft.agents}
    draft.patients = [
        (t, r)
        for t, r in draft.patients
        # "A leader and two fighters were killed after they attacked": all of them attacked.
        if t.i not in doers and not (t.dep_ == "conj" and t.head.i in doers and t.head.dep_ == "nsubjpass")
    ]
    if head.kind in DEMONSTRATION:
        draft.crowd = next((t for t, _ in draft.agents if categories(t) & _CROWD), None)
    _set_shot_doers(draft)
    draft.is_cumulative = mood.is_cumulative(draft)
    attribute(draft)
    return draft


def _without_escaped(draft: Draft) -> list[tuple[Token, str]]:
    """Those who act without those who escape while others attack: "200 prisoners escaped when gunmen attacked a
    jail"."""
    fleeing = {trigger.token for trigger in draft.triggers if trigger.kind == "escape"}
    attacking = {trigger.token for trigger in draft.triggers if trigger.kind in VIOLENCE}
    escaped = [entry for entry in draft.agents if entry[0].head in fleeing]
    others = [entry for entry in draft.agents if entry[0].head in attacking]
    return [entry for entry in draft.agents if entry not in escaped] if escaped and others else draft.agents


def _begins_another(token: Token) -> bool:
    """Does a word of a clause say that it tells another incident than the one told before?"""
    return _is_later_that_day(token) or _is_in_reply(token) or _is_in_addition(token) or is_time_before(token)


def _is_in_reply(token: Token) -> bool:
    """ "In reply", "in retaliation": what the others did then is another incident; not what the police "in response" do
    to a crowd with tear gas."""
    is_reply = token.lower_ in _REPLIES and token.dep_ == "pobj" and token.head.lower_ == "in"
    return is_reply and not _TEAR_GAS <= {word.lower_ for word in token.sent}


def _is_in_addition(token: Token) -> bool:
    """ "In addition, rebels blew up a bus": another incident; not "in addition to the dead"."""
    is_opening = token.lower_ == "addition" and token.i == token.sent.start + 1 and token.nbor(-1).lower_ == "in"
    return is_opening and not any(child.lower_ == "to" for child in token.children)


def _set_shot_doers(draft: Draft) -> None:
    """Count the doer who fell, and leave out those who shot him: "a gunman killed two women before officers shot him
    dead", "... and was killed by two officers"."""
    meant = {noun.i: doer for noun, _, _ in draft.counts if noun is not None and (doer := _doer_meant(draft, noun))}
    draft.counts = [(meant.get(n.i, n) if n is not None else None, effect, count) for n, effect, count in draft.counts]
    doers = {token.i for token, rule in draft.agents if rule != "argument.crowd"}
    fallen = {noun.i for noun, effect, _ in draft.counts if noun is not None and noun.i in doers and effect == "killed"}
    if not fallen:
        return
    verbs = {draft.head.token.doc[index].head.i for index in meant}
    answering = [
        (token, rule)
        for token, rule in draft.agents
        if token.i not in fallen and (token.head.i in verbs or token.head.dep_ == "agent")
    ]
    draft.agents = [entry for entry in draft.agents if entry not in answering]
    draft.patients = [(t, r) for t, r in draft.patients if t.i not in meant and (t, r) not in answering]


def _doer_meant(draft: Draft, noun: Token) -> Token | None:
    """The one doer told before the clause of "him" or "her", where nobody else can be meant."""
    if noun.lower_ not in ("him", "her"):
        return None
    before = [t for t, _ in draft.agents if t.i < noun.i and t.head != noun.head]
    doers = [t for t in before if t.tag_ in ("NN", "NNP") and "person" in categories(t)]
    others = [t for t, _ in draft.patients if t.i < noun.i and t.tag_ in ("NN", "NNP") and "person" in categories(t)]
    return doers[0] if len(doers) == 1 and not others else None


def _without_struck_crowds(members: Sequence[Trigger]) -> list[Trigger]:
    """What happened, without the gathering where it did: a bomb or a lone gunman "at a rally" is no rally; nor is a
    bomb "in a crowd protesting against the police"."""
    blasts = any(m.kind in _BLASTS or _is_lone_shooter(m) for m in members)
    verbs = {m.token.i for m in members if m.kind in _BLASTS}
    return [
        m
        for m in members
        if not (blasts and m.kind == "protest" and (_is_scene(m.token, members) or _is_of_those_struck(m.token, verbs)))
    ]


def _is_of_those_struck(verb: Token, blasts: set[int]) -> bool:
    """Does a verb only say what the people did among whom something burst?"""
    crowd = verb.head
    among = any(above.dep_ == "prep" and above.i > min(blasts) for above in crowd.ancestors) if blasts else False
    return verb.dep_ in ("acl", "relcl") and among and any(above.i in blasts for above in crowd.ancestors)


def without_ended_fights(triggers: Sequence[Trigger]) -> list[Trigger]:
    """The triggers of a sentence that tells an agreement, without the fighting that it ends: "signed a ceasefire after
    46 deaths", "..., ending clashes in which 46 were killed"."""
    signed = {t.token.i for t in triggers if t.kind == "agreement" and t.token.pos_ == "VERB"}
    if not signed:
        return list(triggers)
    return [t for t in triggers if t.kind not in VIOLENCE | _DEATHS or not _is_ended(t.token, signed)]


def _is_ended(token: Token, signed: set[int]) -> bool:
    """Does a word hang on "ending", or on the "after" of what was signed?"""
    above = list(token.ancestors)
    is_before = any(a.dep_ == "prep" and a.lower_ in ("after", "following") and a.head.i in signed for a in above)
    return is_before or any(lemma(a) in _ENDING for a in above)


def _is_lone_shooter(trigger: Trigger) -> bool:
    """Does one man shoot, and no police: "a man fired several shots at his campaign rally"?"""
    if trigger.kind not in ("kill", "shoot") or trigger.token.pos_ != "VERB":
        return False
    doers = verb_agents(trigger.token)
    return bool(doers) and all(token.tag_ == "NN" and "force" not in categories(token) for token in doers)


def _is_scene(noun: Token, members: Sequence[Trigger]) -> bool:
    """Does an event noun say where or when: "at a rally", "near a protest camp", "a rally bombing"? Not "fired at
    marchers", who are those shot at."""
    if noun.head.lower_ == "at" and noun.tag_ == "NNS" and "person" in categories(noun):
        return False
    is_before = noun.dep_ == "compound" and any(m.token == noun.head for m in members)
    return is_before or (noun.dep_ == "pobj" and noun.head.lower_ in _SCENE_PREPOSITIONS)


def _add_arguments(draft: Draft, member: Trigger, heads: set[int]) -> None:
    token, kind = member.token, member.kind
    if token.pos_ in ("VERB", "AUX"):
        verb_arguments.add_arguments(draft, member, heads)
    elif member.rule == "protest.people":
        add(draft, "agent", [token], "argument.crowd", set())
    elif member.rule == "die.dead_adj":
        noun_arguments.add_predicate(draft, member)
    else:
        if kind in _WEAPON_CLASSES and member.rule.split(".")[1] in _WEAPON_RULES:
            draft.weapons.append(token)
        noun_arguments.add_arguments(draft, member, heads)
    if member.rule == "suicide.noun" and lemma(token) in _BOMBERS:
        add(draft, "agent", [token], "argument.bomber", set())


def _adds_people(token: Token) -> bool:
    """ "two additional suspects", "additional weapons": more people and arms of the same event, no other event."""
    noun = token.head
    kinds = {"person"} if token.lower_ != "additional" else {"person", *WEAPONS}
    return token.dep_ in ("amod", "det") and noun.pos_ == "NOUN" and bool(categories(noun) & kinds)


def _tells_on(token: Token) -> bool:
    """Is what a word of another event stands with more of the same: its people, its doers, its next day?"""
    return _adds_people(token) or _goes_on(token) or _is_of_nth_day(token)


def _is_of_nth_day(token: Token) -> bool:
    """ "The third day of protests"."""
    return token.dep_ == "amod" and token.head.lower_ == "day" and token.lower_ in time_words()["ordinal"]


def _goes_on(token: Token) -> bool:
    """ "They also burned a church", "the patrol also detained two": those told before, in what was told before."""
    if token.lower_ != "also":
        return False
    subjects = [child for child in token.head.children if child.dep_ in ("nsubj", "nsubjpass")]
    return any(
        noun.pos_ == "PRON" or any(c.dep_ == "det" and c.lower_ in _ANAPHORA for c in noun.children)
        for noun in subjects
    )


def _is_another_hour(token: Token) -> bool:
    """ "Later in the day two bombs went off", "hours later", "earlier on Tuesday": it happened at another hour."""
    if token.lower_ == "later" and token.i == token.sent.start + 1 and token.nbor(-1).lower_ in ("hours", "minutes"):
        return True
    if token.lower_ == "same" and [t.lower_ for t in token.sent[:2]] in (["on", "the"], ["the", "same"]):
        return bool(token.nbor(1).lower_ == "day")  # "On the same day a car hit a mine"
    if token.lower_ in ("before", "prior") and token.i == token.sent.start:
        rest = [t.lower_ for t in token.doc[token.i + 1 : min(token.i + 3, token.sent.end)]]
        return rest[:1] == ["that"] or rest == ["to", "that"]  # "Before that, rebels had attacked the base"
    if token.lower_ not in ("earlier", "later") or token.i != token.sent.start:
        return False
    return any(child.lower_ in ("in", "on", "that", "the") for child in token.children) or (
        token.i + 1 < token.sent.end and token.nbor(1).lower_ in ("in", "on", "that", "the")
    )


def _is_later_that_day(token: Token) -> bool:
    """ "Police killed four suspects later that day"."""
    return token.lower_ == "later" and [t.lower_ for t in token.doc[token.i + 1 : token.i + 3]] in _THAT_DAY


def _points_back(token: Token) -> bool:
    """ "the attack", "these strikes", "the series of strikes", "their march": what was told before."""
    if lemma(token) in REMAINS:
        if any(child.lower_ == "of" for child in token.children):
            return False  # "the bodies of two soldiers": of whom nothing was told
        if any(child.dep_ == "poss" and child.pos_ == "PRON" for child in token.children):
            return True  # "his body", "their bodies"
    nouns = [token]
    if token.dep_ == "pobj" and token.head.lower_ == "of":
        whole = token.head.head
        if any(_is_of_nth_day(child) for child in whole.lefts):
            return True  # "it was the third day of protests"
        if whole.lower_ in _SERIES:
            nouns.append(whole)
    return any(child.dep_ in ("det", "poss") and child.lower_ in _ANAPHORA for noun in nouns for child in noun.children)
