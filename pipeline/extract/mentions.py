"""Event mentions: the triggers of a sentence, grouped into events, each with who, whom, with what, how many, where and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.extract import casualties, realis
from pipeline.extract.arguments import (
    LIGHT_VERBS,
    SPEECH_VERBS,
    by_phrase,
    directed_at,
    governor,
    in_order,
    is_passive,
    noun_modifiers,
    noun_phrase,
    objects,
    prepositional,
    speech_clause,
    subjects,
    verb_agents,
    verb_patients,
    with_conjuncts,
)
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.triggers import Trigger
from pipeline.language.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

VIOLENCE = word_set("pipeline.extract", "violence", "patterns/word_sets.csv")
DEMONSTRATION = frozenset("protest riot disperse strike".split())
SPEECH = frozenset("threat declaration".split())
#: What a sentence is about when it holds several: the first of these.
PRECEDENCE = (
    "declaration threat suicide_bomb chemical air_strike shelling grenade mine bomb explode shootdown clash ambush territory riot disperse protest lynch sexual abduct attack shoot kill beat die toll injure "
    "rob destroy loot damage arrest disrupt coup mass_grave agreement release surrender withdraw base change deploy security displace strike"
).split()
_RANK = {kind: rank for rank, kind in enumerate(PRECEDENCE)}
#: Words under which an event noun is the reason or the background of the clause, not a part of what it tells.
_BARRIER_PREPOSITIONS = word_set("pipeline.extract", "barrier_prepositions", "patterns/word_sets.csv")
_BARRIER_MARKS = frozenset("while whereas although though since if unless until because".split())
_BARRIER_NOUNS = word_set("pipeline.extract", "barrier_nouns", "patterns/word_sets.csv")
_INTRANSITIVE = frozenset("explode die toll".split())
_TAKES_PATIENT = word_set("pipeline.extract", "takes_patient", "patterns/word_sets.csv")
_ANAPHORA = frozenset("the this that these those such".split())
_SETTING = frozenset({"GPE", "LOC", "FAC", "DATE", "TIME"})
_CAUSES = frozenset("after following against over at because since for as".split())
_DECLARING = frozenset("threaten vow warn declare announce pledge promise suspend".split())
_QUANTITY_WORDS = frozenset("many several some few all both other more most such".split())
_NEW_EVENT = word_set("pipeline.extract", "new_event", "patterns/word_sets.csv")


@dataclass(slots=True)
class Draft:
    """An event mention in spaCy's terms; `run.py` turns it into a record.

    Attributes:
        sentence: Index of its sentence.
        head: The trigger that gives the mention its class.
        triggers: All its triggers, in text order.
        agents, patients, weapons: Heads of noun phrases, each with the id of the rule or relation that gave it.
        effects: Head of a patient (token index) -> effect on it.
        counts: (patient head, effect, Count) for people.
        scope: The subtree that belongs to the mention, for places and times.
        foreign: Words that belong to another mention of its sentence.
    """

    sentence: int
    head: Trigger
    triggers: list[Trigger]
    agents: list[tuple[Token, str]] = field(default_factory=list)
    patients: list[tuple[Token, str]] = field(default_factory=list)
    weapons: list[Token] = field(default_factory=list)
    effects: dict[int, str] = field(default_factory=dict)
    counts: list[tuple[Token | None, str, casualties.Count]] = field(default_factory=list)
    scope: frozenset[int] = frozenset()
    foreign: frozenset[int] = frozenset()
    realis: str = "asserted"
    realis_token: Token | None = None
    incident_count: int | None = None
    is_definite: bool = False
    is_new: bool = False
    is_background: bool = False
    attribution: str = "stated"
    attribution_span: Span | None = None
    crowd: Token | None = None
    is_cumulative: bool = False


def _is_barrier(token: Token, heads: set[int], crowd: frozenset[int] = frozenset()) -> bool:
    """Does the edge from a token to its head lead out of the event that the token belongs to?"""
    dep, head = token.dep_, token.head
    if dep in ("ccomp", "parataxis", "csubj"):
        return not (head.i in heads and lemma(head) in _DECLARING)
    if head.i in crowd and (
        (dep == "prep" and token.lower_ in _CAUSES)
        or (dep == "advcl" and any(child.dep_ == "mark" and child.lower_ in _CAUSES for child in token.children))
    ):
        return True  # what a protest is about is not what happens in it
    if dep in ("prep", "advcl") and head.i in heads and lemma(head) in _DECLARING:
        return True
    if dep == "relcl" and token.i in crowd:  # "fired at people who were protesting"
        return False
    if dep == "relcl":
        return head.i not in heads and head.head.i not in heads
    if dep == "acl" and head.i not in heads:
        return head.dep_ not in ("ROOT", "appos", "conj", "attr", "dobj") or any(
            c.dep_ == "aux" and c.lower_ == "to" for c in token.children
        )
    if dep == "advcl":
        return any(child.dep_ == "mark" and child.lower_ in _BARRIER_MARKS for child in token.children)
    if dep == "conj" and token.pos_ in ("VERB", "AUX"):
        own = [c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")]
        if not own or any(c.pos_ == "PRON" for c in own):
            return False
        # "three were killed and seven wounded" is one event; with a place or a day of its own on both sides it is two.
        inside = set(token.subtree)
        return any(t.ent_type_ in _SETTING for t in inside) and any(
            t.ent_type_ in _SETTING for t in head.subtree if t not in inside
        )
    if dep == "prep" and token.lower_ in _BARRIER_PREPOSITIONS:
        return not (
            token.lower_ == "to"
            and lemma(head) in ("beat", "burn", "stone", "stab", "hack", "bring", "rise", "climb", "lead")
        ) and head.pos_ not in ("NUM",)
    if dep == "pobj" and token.head.dep_ == "prep" and token.head.head.lower_ in _BARRIER_NOUNS:
        return True
    return lemma(token) in _BARRIER_NOUNS and dep in ("pobj", "dobj")


def group_triggers(triggers: Sequence[Trigger]) -> list[list[Trigger]]:
    """Group the triggers of one sentence into events: those that hang together without a barrier between them."""
    heads = {trigger.token.i for trigger in triggers}
    crowd = frozenset(trigger.token.i for trigger in triggers if trigger.kind == "protest")
    groups: dict[int, list[Trigger]] = {}
    for trigger in triggers:
        token = trigger.token
        while token.head != token and not _is_barrier(token, heads, crowd):
            token = token.head
        groups.setdefault(token.i, []).append(trigger)
    out = []
    for _, members in sorted(groups.items()):
        out.append(members)
    return [members for members in out if members]


def _people(token: Token) -> bool:
    return bool(
        categories(token) & {"person", "force", "organization", "country", "government", "unknown", "mob", "number"}
    )


def _is_weapon(token: Token) -> bool:
    kinds = categories(token)
    return bool(kinds & {"weapon", "explosive", "missile", "aircraft"}) and not kinds & {"person"}


def _add(draft: Draft, side: str, tokens: Sequence[Token], rule: str, heads: set[int]) -> None:
    """Put heads of noun phrases on a side, weapons among them aside, event nouns left out."""
    entries = draft.agents if side == "agent" else draft.patients
    for token in tokens:
        if token.i in heads and not categories(token) & {"person", "force"}:
            continue
        if token.lower_ in (
            "it",
            "this",
            "that",
            "which",
            "there",
            "what",
            "themselves",
            "himself",
            "itself",
            "herself",
        ):
            continue
        if (
            token.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL")
            and token.pos_ != "NUM"
            and lemma(token) not in ("people",)
        ):
            if token.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT"):
                continue
        if side == "agent" and _is_weapon(token):
            draft.weapons.append(token)
            owners = [
                m
                for m in noun_modifiers(token)
                if m.ent_type_ in ("GPE", "NORP", "ORG") or categories(m) & {"force", "country"}
            ]
            owners += [
                noun
                for _, noun in prepositional(token, {"of", "from"})
                if categories(noun) & {"force", "country", "person"}
            ]
            for owner in owners:
                if all(owner.i != other.i for other, _ in entries):
                    entries.append((owner, f"{rule}.owner"))
            continue
        if side == "agent" and not _people(token) and not categories(token) & {"vehicle"}:
            continue
        if (
            side == "agent"
            and categories(token) & {"building", "abstract", "disease"}
            and not categories(token) & {"force", "person"}
        ):
            continue
        if all(token.i != other.i for other, _ in entries):
            entries.append((token, rule))


def _arguments_of_verb(draft: Draft, trigger: Trigger, heads: set[int]) -> None:
    token, kind = trigger.token, trigger.kind
    acting = verb_agents(token) if is_passive(token) else subjects(token)
    patients = verb_patients(token)
    if kind in ("die",) and trigger.rule == "die.verb":
        patients, acting = subjects(token), []
    elif trigger.rule == "abduct.disappear":
        patients, acting = subjects(token), []
    elif trigger.rule == "kill.lose_life":
        patients, acting = subjects(token), []
    elif trigger.rule in ("kill.claim_lives",):
        patients = [noun for item in patients for _, noun in prepositional(item, {"of"})] or [
            m for item in patients for m in item.lefts if m.dep_ == "poss"
        ]
    elif kind == "explode" and not is_passive(token):
        for item in acting:
            if _is_weapon(item) or categories(item) & {"vehicle"}:
                draft.weapons.append(item)
        acting = [item for item in acting if categories(item) & {"person", "force"}]
    elif trigger.rule in (
        "shoot.fire_shots",
        "shell.fire",
        "explosion.plant",
        "grenade.throw",
        "air.precision",
        "suicide.detonate_vest",
    ):
        draft.weapons.extend(item for item in patients if _is_weapon(item) or lemma(item) in ("shot", "round"))
        patients = []
    elif kind in ("threat", "declaration", "agreement", "security", "base", "change"):
        patients = [item for item in patients if categories(item) & {"person", "force"}] if kind == "threat" else []
    elif kind == "disrupt":
        draft.weapons.extend(item for item in patients if _is_weapon(item))
        patients = []
    elif trigger.rule == "territory.control":
        patients = [noun for item in patients for _, noun in prepositional(item, {"of", "over"})]
    if kind in (
        "explode",
        "attack",
        "shoot",
        "bomb",
        "clash",
        "air_strike",
        "shelling",
        "grenade",
        "protest",
        "riot",
        "suicide_bomb",
    ):
        patients = in_order(
            [
                *patients,
                *(
                    item
                    for item in directed_at(token)
                    if categories(item)
                    & {"person", "force", "building", "vehicle", "infrastructure", "physical", "road"}
                    and item.ent_type_ not in ("DATE", "TIME")
                ),
            ]
        )
    if kind == "clash":
        opponents = [noun for _, noun in prepositional(token, {"with", "against"}) if _people(noun)]
        patients = in_order([*(p for p in patients if _people(p)), *opponents])
        if len(acting) >= 2 and not patients:
            acting, patients = acting[:1], acting[1:]
        between = [noun for _, noun in prepositional(token, {"between", "among"}) if _people(noun)]
        if len(between) >= 2:
            acting, patients = between[:1], between[1:]
    for item in acting:
        if kind in ("explode", "kill", "injure", "attack", "destroy", "damage") and _is_weapon(item):
            continue
    rule = f"argument.{'passive' if is_passive(token) else 'active'}"
    _add(draft, "agent", acting, rule, heads)
    for word, noun in prepositional(token, {"with", "using"}):
        if _is_weapon(noun):
            draft.weapons.append(noun)
        elif word == "with" and kind == "clash":
            continue
    if (
        kind in DEMONSTRATION
        and kind not in ("disperse",)
        and trigger.rule not in ("riot.mob_attack", "riot.vandalise", "riot.throw_stones")
    ):
        patients = []
    _add(draft, "patient", [*patients, *_occupants(patients)], rule, heads)
    effect = casualties.EFFECT.get(kind)
    if trigger.rule == "kill.leave_dead":
        patients = objects(token) or subjects(token) if not is_passive(token) else subjects(token)
        patients = [p for p in patients if p.lower_ != "dead"] or patients
        _add(draft, "patient", patients, rule, heads)
    if effect and realis.judge(token)[0] not in ("negated", "future", "hypothetical"):
        for patient in patients:
            draft.effects.setdefault(patient.i, effect)
            if effect in ("killed", "injured", "captured") and casualties.is_people(patient):
                draft.counts.append((patient, effect, casualties.count_people(patient, token)))


def _occupants(patients: Sequence[Token]) -> list[Token]:
    """Those in a vehicle or building that is struck: "a car carrying a commander"."""
    out = []
    for patient in patients:
        if categories(patient) & {"vehicle", "building"}:
            for child in patient.children:
                if child.dep_ in ("acl", "relcl") and lemma(child) in (
                    "carry",
                    "transport",
                    "hold",
                    "house",
                    "bring",
                    "take",
                ):
                    out.extend(objects(child))
    return out


def _arguments_of_noun(draft: Draft, trigger: Trigger, heads: set[int]) -> None:
    token, kind = trigger.token, trigger.kind
    takes_patient = kind in _TAKES_PATIENT
    if kind == "toll":
        count = casualties.toll_count(token)
        if count is not None:
            draft.counts.append((None, "killed", count))
        return
    for modifier in noun_modifiers(token):
        kinds = categories(modifier)
        possessor = modifier.dep_ == "poss"
        if modifier.lower_ in _QUANTITY_WORDS:
            continue
        if _is_weapon(modifier) or (
            modifier.lower_ in ("air", "drone", "rocket", "mortar", "artillery", "missile", "grenade", "bomb")
            and not possessor
        ):
            draft.weapons.append(modifier)
        elif (
            modifier.ent_type_ in ("NORP", "GPE", "ORG")
            or kinds & {"force", "organization"}
            or (possessor and kinds & {"person", "country"})
        ):
            if modifier.ent_type_ in ("DATE", "TIME"):
                continue
            if takes_patient and possessor and not kinds & {"force", "organization", "country"}:
                _add(draft, "patient", with_conjuncts(modifier), "argument.possessor", heads)
                draft.effects.setdefault(modifier.i, casualties.EFFECT.get(kind, ""))
            else:
                place_like = (
                    modifier.ent_type_ == "GPE"
                    and modifier.dep_ == "compound"
                    and not possessor
                    and not _is_adjectival_country(modifier)
                )
                if not place_like:
                    _add(draft, "agent", [modifier], "argument.modifier", heads)
        elif modifier.dep_ == "amod" and kinds & {"person", "mob"}:
            _add(draft, "agent", [modifier], "argument.modifier", heads)
    _add(
        draft,
        "agent",
        [
            noun
            for _, noun in prepositional(token, {"by", "from"})
            if _people(noun) and not categories(noun) & {"country"}
        ],
        "argument.by",
        heads,
    )
    of = [noun for _, noun in prepositional(token, {"of"}) if noun.ent_type_ not in ("DATE", "TIME")]
    if takes_patient:
        _add(draft, "patient", of, "argument.of", heads)
        effect = casualties.EFFECT.get(kind)
        for patient in of:
            if effect and categories(patient) & {"person", "force", "unknown", "number"}:
                draft.effects.setdefault(patient.i, effect)
                draft.counts.append((patient, effect, casualties.count_people(patient)))
    else:
        _add(
            draft,
            "patient",
            [
                noun
                for noun in of
                if categories(noun) & {"building", "vehicle", "person", "territory", "infrastructure"}
                and kind not in DEMONSTRATION
            ],
            "argument.of",
            heads,
        )
        if kind in DEMONSTRATION:
            _add(draft, "agent", [noun for noun in of if categories(noun) & {"person"}], "argument.of", heads)
    if kind not in DEMONSTRATION:
        _add(
            draft,
            "patient",
            [
                noun
                for _, noun in prepositional(token, {"on", "against", "at", "upon", "targeting"})
                if noun.ent_type_ not in ("DATE", "TIME")
                and (
                    categories(noun)
                    & {
                        "person",
                        "force",
                        "building",
                        "vehicle",
                        "infrastructure",
                        "physical",
                        "territory",
                        "organization",
                    }
                    or _people(noun)
                )
            ],
            "argument.on",
            heads,
        )
    if kind in ("clash", "agreement", "shoot", "territory"):
        sides = [
            noun
            for _, noun in prepositional(token, {"between", "among", "with"})
            if _people(noun) and not _is_weapon(noun)
        ]
        if len(sides) >= 2:
            _add(draft, "agent", sides[:1], "argument.between", heads)
            _add(draft, "patient", sides[1:], "argument.between", heads)
        else:
            _add(draft, "patient", sides, "argument.with", heads)
    verb, how = governor(token)
    if verb is not None and lemma(verb) in LIGHT_VERBS:
        _add(
            draft,
            "agent",
            by_phrase(verb) if is_passive(verb) else (subjects(verb) if how == "object" else []),
            "argument.light_verb",
            heads,
        )
        _add(
            draft,
            "patient",
            [
                noun
                for _, noun in prepositional(verb, {"against", "on"})
                if noun.ent_type_ not in ("DATE", "TIME") and _people(noun)
            ]
            if kind not in DEMONSTRATION
            else [],
            "argument.light_verb",
            heads,
        )
    elif (
        verb is not None
        and how in ("in", "during", "under", "from")
        and lemma(verb) in ("come", "suffer", "participate", "engage", "involve", "take")
    ):
        _add(
            draft,
            "patient" if lemma(verb) in ("come", "suffer") else "agent",
            subjects(verb),
            "argument.light_verb",
            heads,
        )
    elif (
        verb is not None
        and how == "subject"
        and lemma(verb) in ("target", "hit", "strike", "involve", "damage", "destroy", "shake", "rock", "rip", "tear")
    ):
        _add(
            draft,
            "patient",
            [
                p
                for p in objects(verb) + directed_at(verb)
                if categories(p) & {"person", "force", "building", "vehicle", "infrastructure", "physical", "unknown"}
            ],
            "argument.light_verb",
            heads,
        )
    elif (
        verb is not None
        and how == "object"
        and lemma(verb) in ("survive", "escape", "suffer", "repel", "repulse", "face", "witness")
    ):
        _add(draft, "patient", [s for s in subjects(verb) if _people(s)], "argument.light_verb", heads)


def _is_adjectival_country(token: Token) -> bool:
    """True for country names that news uses as adjectives ("US strike"); a town in that place says where ("Baghdad attack")."""
    return token.lower_ in ("us", "u.s.", "uk", "u.k.", "uae", "un", "u.n.", "eu", "nato", "isaf")


def build(doc: Doc, number: int, members: Sequence[Trigger], all_heads: set[int]) -> Draft:
    """Gather what a group of triggers says about its event."""
    if any(m.kind in SPEECH for m in members):  # "announced that it has killed" tells a killing, not a declaration
        content = {
            token.i
            for m in members
            if m.kind in SPEECH
            for child in m.token.children
            if child.dep_ in ("ccomp", "xcomp", "dobj")
            for token in child.subtree
        }
        happened = [
            m
            for m in members
            if m.kind not in SPEECH and m.token.i in content and realis.judge(m.token)[0] == "asserted"
        ]
        members = happened or members
    else:
        told = [m for m in members if realis.judge(m.token)[0] in ("asserted", "attempted")]
        strong = [m for m in told if m.kind not in ("die", "toll", "injure")]
        members = told if strong else members  # "seized power and arrested nobody" tells a coup, not an arrest
    head = min(members, key=lambda m: (_RANK.get(m.kind, len(_RANK)), m.token.i))
    draft = Draft(sentence=number, head=head, triggers=list(members))
    heads = {m.token.i for m in members}
    for member in members:
        if member.token.pos_ in ("VERB", "AUX") or (
            member.rule.split(".")[0] in ("riot", "protest") and member.token.pos_ == "VERB"
        ):
            _arguments_of_verb(draft, member, heads)
        elif member.rule in ("protest.people",):
            _add(draft, "agent", [member.token], "argument.crowd", set())
        elif member.rule in ("die.dead_adj",):
            _arguments_of_adjective(draft, member)
        elif member.kind in ("bomb", "mine", "grenade", "shelling", "suicide_bomb") and member.rule.split(".")[1] in (
            "device_noun",
            "ied",
            "mine",
            "subject",
            "projectile",
        ):
            draft.weapons.append(member.token)
            _arguments_of_noun(draft, member, heads)
        else:
            _arguments_of_noun(draft, member, heads)
        if member.rule == "suicide.noun" and lemma(member.token) in ("bomber", "attacker"):
            _add(draft, "agent", [member.token], "argument.bomber", set())
        if draft.incident_count is None:
            draft.incident_count = (
                realis.is_count_of_incidents(member.token)
                if member.kind in VIOLENCE | DEMONSTRATION and member.kind not in ("die", "toll", "injure", "protest")
                else None
            )
    _judge(draft, members)
    draft.scope = _scope(members, all_heads)
    draft.is_definite = any(
        child.dep_ in ("det", "poss") and child.lower_ in _ANAPHORA
        for noun in (head.token, *_containers(head.token))
        for child in noun.children
    )
    words = {token.lower_ for token in head.token.children} | {doc[i].lower_ for i in sorted(draft.scope)[:6]}
    draft.is_new = bool(words & _NEW_EVENT)
    draft.weapons = [w for w in in_order(draft.weapons)]
    draft.patients = [(t, r) for t, r in draft.patients if all(t.i != a.i for a, _ in draft.agents)]
    if draft.head.kind in DEMONSTRATION:
        draft.crowd = next((t for t, _ in draft.agents if categories(t) & {"protest", "mob", "person", "number"}), None)
    draft.is_cumulative = _is_cumulative(draft, doc)
    _attribute(draft)
    return draft


def _containers(token: Token) -> list[Token]:
    """The noun that counts an event noun: "the series of strikes"."""
    if (
        token.dep_ == "pobj"
        and token.head.lower_ == "of"
        and token.head.head.lower_ in ("series", "wave", "string", "spate", "round", "barrage", "pair")
    ):
        return [token.head.head]
    return []


def _arguments_of_adjective(draft: Draft, trigger: Trigger) -> None:
    """ "left six dead", "were found dead", "12 dead and 30 wounded"."""
    token = trigger.token
    effect = "killed" if trigger.kind == "die" else "injured"
    if token.dep_ == "amod":
        people = [token.head]
    else:
        people = [
            t
            for t in token.lefts
            if t.pos_ in ("NOUN", "NUM", "PROPN") and categories(t) & {"person", "force", "number"}
        ]
        verb = token.head
        if not people and verb.pos_ in ("VERB", "AUX"):
            people = (
                objects(verb)
                if objects(verb) and lemma(verb) in ("leave", "find", "bring", "report") and not is_passive(verb)
                else subjects(verb)
            )
        elif not people and token.dep_ == "conj" and verb.pos_ == "ADJ":
            people = [t for t in verb.lefts if t.pos_ in ("NOUN", "NUM")]
    for person in people:
        if casualties.is_people(person):
            draft.effects.setdefault(person.i, effect)
            draft.counts.append((person, effect, casualties.count_people(person)))
            if all(person.i != other.i for other, _ in draft.patients):
                draft.patients.append((person, "argument.adjective"))


def _judge(draft: Draft, members: Sequence[Trigger]) -> None:
    """The mood of the mention: asserted if any of its triggers tells a fact, else the mood of its head."""
    judged = [(realis.judge(m.token), m) for m in members]
    speech = [entry for entry in judged if entry[1].kind in SPEECH]
    if speech:
        (code, token), member = speech[0]
        draft.realis, draft.realis_token = (
            ("threat" if member.kind == "threat" else "declaration"),
            token or member.token,
        )
        return
    # A toll or a wound told as fact vouches for the event ("the attack that could ... killed five").
    for (code, token), member in judged:
        if code == "asserted" and member.kind in VIOLENCE | DEMONSTRATION:
            own = next(((c, t) for (c, t), m in judged if m is draft.head), (code, token))
            if own[0] in ("asserted", "attempted") or member.kind in (
                "kill",
                "die",
                "injure",
                "toll",
                "explode",
                "shoot",
                "clash",
            ):
                draft.realis, draft.realis_token = (
                    ("attempted", own[1]) if own[0] == "attempted" and member is draft.head else ("asserted", None)
                )
                return
    code, token = next((entry for entry, m in judged if m is draft.head), ("asserted", None))
    draft.realis, draft.realis_token = code, token


def _scope(members: Sequence[Trigger], all_heads: set[int]) -> frozenset[int]:
    """Words that belong to the mention: the subtrees of its clause, without the clauses behind barriers."""
    heads = {m.token.i for m in members}
    tops = []
    for member in members:
        token = member.token
        while token.head != token and not _is_barrier(token, heads):
            token = token.head
        tops.append(token)
    inside: set[int] = set()

    def walk(token: Token) -> None:
        inside.add(token.i)
        for child in token.children:
            if _is_barrier(child, heads) and any(inner.i in all_heads - heads for inner in child.subtree):
                continue
            if (
                child.dep_ in ("parataxis", "ccomp", "advcl")
                and child.i not in heads
                and lemma(child) in SPEECH_VERBS
                and not any(inner.i in heads for inner in child.subtree)
            ):
                continue
            walk(child)

    for top in in_order(tops):
        walk(top)
    return frozenset(inside)


def _is_cumulative(draft: Draft, doc: Doc) -> bool:
    """True where a number counts a campaign, not an incident: "400 have died since May", "killed this year"."""
    words = " ".join(doc[i].lower_ for i in sorted(draft.scope))
    return any(
        phrase in words
        for phrase in (
            " since ",
            "so far this",
            "this year",
            "last year",
            "over the past",
            "in the past",
            "in the last",
            "during the past",
            "over the last",
            "since the start",
            "since the beginning",
            "in recent months",
            "in recent years",
            "in recent weeks",
            "decade",
            "-year war",
            "-year conflict",
            "-long conflict",
            "to date",
            "each year",
            "every year",
            "years of",
            "the war has",
            "the conflict has",
            "the insurgency has",
            "civil war",
        )
    ) and not any(m.kind in ("suicide_bomb", "ambush") for m in draft.triggers)


_CLAIM = frozenset("claim".split())
_BLAME = frozenset("blame accuse attribute connect link hold".split())
_SUSPECT = word_set("pipeline.extract", "suspect", "patterns/word_sets.csv")


def _attribute(draft: Draft) -> None:
    """Who says who did it: stated as fact, claimed by a party, blamed by officials, suspected."""
    for token, _ in draft.agents:
        for child in token.lefts:
            if child.lower_ in ("suspected", "alleged", "presumed", "purported"):
                draft.attribution, draft.attribution_span = "suspected", token.doc[child.i : child.i + 1]
                return
        for child in token.children:
            if (
                child.dep_ in ("acl", "relcl")
                and lemma(child) in ("believe", "suspect", "think", "say", "allege")
                and child.tag_ in ("VBN", "VBD", "VB")
            ):
                draft.attribution, draft.attribution_span = "suspected", token.doc[child.i : child.i + 1]
                return
    speech = speech_clause(draft.head.token)
    for token in [draft.head.token, *([speech] if speech is not None else [])]:
        for ancestor in [token, *token.ancestors]:
            word = lemma(ancestor)
            if ancestor.pos_ != "VERB" or ancestor.sent != token.sent:
                continue
            if word in _CLAIM and any(categories(s) & {"force", "organization", "person"} for s in subjects(ancestor)):
                span = subjects(ancestor)
                draft.attribution, draft.attribution_span = "claimed", noun_phrase(span[0])
                return
            if word in _BLAME:
                who = subjects(ancestor)
                whom = objects(ancestor)
                if who and whom and not is_passive(ancestor) and ancestor.i != draft.head.token.i:
                    accused = (
                        [noun for _, noun in prepositional(ancestor, {"on"})]
                        if word == "blame" and not _people(whom[0])
                        else whom
                    )
                    draft.attribution, draft.attribution_span = "blamed", noun_phrase(who[0])
                    for item in accused:
                        if _people(item) and all(item.i != a.i for a, _ in draft.agents) and not draft.agents:
                            draft.agents.append((item, "argument.blamed"))
                    return
    if speech is not None:
        who = subjects(speech)
        if who and who[0].pos_ in ("NOUN", "PROPN"):
            draft.attribution_span = noun_phrase(who[0])
    else:
        for token in draft.head.token.sent:
            if token.lower_ == "according" and token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "to":
                for _, noun in prepositional(token.nbor(1)) or ():
                    draft.attribution_span = noun_phrase(noun)
                for child in token.nbor(1).children:
                    if child.dep_ == "pobj":
                        draft.attribution_span = noun_phrase(child)
                break
