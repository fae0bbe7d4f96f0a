"""Who does what to whom, where the trigger is a noun or an adjective."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.extract import casualties, tallies
from pipeline.extract.arguments import (
    LIGHT_VERBS,
    by_phrase,
    directed_at,
    governor,
    in_order,
    is_passive,
    noun_modifiers,
    objects,
    own_subjects,
    prepositional,
    subjects,
    verb_patients,
    with_conjuncts,
)
from pipeline.extract.arms_owners import owners_of_arms
from pipeline.extract.draft import Draft, add, add_tally
from pipeline.extract.nouns import PERSONAL, categories, is_weapon, lemma, may_act
from pipeline.extract.occupants import occupants
from pipeline.extract.operators import operator_of
from pipeline.extract.people_groups import Group
from pipeline.extract.pronouns import meant
from pipeline.extract.triggers import Trigger
from pipeline.extract.word_sets import word_set
from pipeline.language.event_classes import DEMONSTRATION
from pipeline.reference.actors import actor_category
from pipeline.reference.actors import categories as actor_kinds

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Classes whose noun has the one harmed in its of-phrase: "the killing of two men".
_TAKES_PATIENT = word_set("takes_patient")
#: Verbs of those who go on with what a noun tells.
_KEEPING_UP = word_set("keeping_up_verbs")
#: Classes with two sides that act alike: "fighting between A and B".
_MUTUAL = frozenset("agreement clash shoot territory".split())
_QUANTITY_WORDS = word_set("quantity_words")
_DELIVERIES = frozenset("air artillery bomb drone grenade missile mortar rocket".split())
#: Names that news uses as adjectives ("US strike"); another name in that place says where ("Baghdad attack").
_ADJECTIVAL_NAMES = word_set("adjectival_names")
#: Verbs that take part in an event noun: "came under attack", "participated in the attack".
_UNDERGOING = frozenset({"come", "suffer"})
_TAKING_PART = frozenset({"engage", "involve", "participate", "take"})
#: How somebody gets into an ambush: "fell into", "were caught in".
_WALKING_INTO = frozenset({"catch", "come", "drive", "fall", "run", "stumble", "walk"})
_HITTING = frozenset("crash damage destroy fall hit involve land ram rip rock shake slam strike target tear".split())
#: Verbs of those who beat an attack off, and of those who live through it.
_REPELLING = frozenset({"repel", "repulse"})
_WITHSTANDING = frozenset("escape face suffer survive witness".split())
#: Verbs of doing what an event noun tells.
_CARRYING_OUT = frozenset("carry commit conduct execute launch mount perpetrate stage undertake".split())
#: What those do who use a bomb: "they planted a bomb that killed nine".
_SETTING_OFF = frozenset("activate detonate explode hide hurl launch lay lob place plant set throw trigger".split())
_UNEARTHING = frozenset("discover exhume find unearth uncover".split())
_REPORTING = frozenset({"bring", "find", "leave", "report"})
_OF_THOSE_TOLD = frozenset({"her", "his", "their"})
#: Verbs of those who do the same in return.
_ANSWERING = frozenset({"answer", "counter", "react", "reply", "respond", "retaliate"})
#: Rules of nouns for what a weapon left on those it hit.
_WOUNDS = frozenset({"attack.stab_wound", "shoot.wound"})
#: Rules of nouns for what somebody suffers, and the verbs by which they do.
_INJURIES = frozenset({"injure.noun", "shoot.wound", "attack.stab_wound"})
_SUFFERING = frozenset({"have", "receive", "suffer", "sustain"})
#: Rules of nouns for what forces use against crowds.
_CROWD_CONTROL = frozenset({"disperse.pepper", "disperse.tear_gas"})
_OF_TARGETS = frozenset({"building", "vehicle", "person", "territory", "infrastructure"})
_HIT = frozenset({"person", "force", "building", "vehicle", "infrastructure", "physical", "unknown"})
_ON_TARGETS = _HIT - {"unknown"} | {"territory", "organization"}


def add_arguments(draft: Draft, trigger: Trigger, heads: set[int]) -> None:
    """Put what stands before and after an event noun, and what its verb adds, on the sides of its event."""
    token, kind = trigger.token, trigger.kind
    if kind == "toll":
        count = casualties.toll_count(token)
        if count is not None:
            draft.counts.append((None, "killed", count))
        return
    known = len(draft.agents)
    modifiers = noun_modifiers(token)
    for modifier in modifiers:
        _add_modifier(draft, modifier, trigger, heads)
    operator = operator_of(token)
    if operator is not None and operator not in modifiers:
        add(draft, "agent", [operator], "argument.operator", heads)  # "an army drone strike"
    by = [noun for _, noun in prepositional(token, {"by", "from"})]
    doers = [
        noun for noun in by if (may_act(noun) and "country" not in categories(noun)) or "aircraft" in categories(noun)
    ]
    add(draft, "agent", doers, "argument.by", heads)  # "an attack by Russian warplanes": of whom the aircraft are
    carrying = [child for child in token.rights if child.dep_ in ("acl", "relcl") and lemma(child) in _CARRYING_OUT]
    for clause in carrying:
        add(draft, "agent", _carrying_it_out(clause), "argument.by", heads)
    _add_of_phrase(draft, trigger, heads)
    if trigger.rule == "die.body" and any(c.dep_ == "poss" and c.lower_ in _OF_THOSE_TOLD for c in token.children):
        draft.counts.append((token, "killed", casualties.count_people(token)))  # "his body was found"
    if trigger.rule in _WOUNDS:
        add(draft, "patient", _bearers(token), "argument.bearer", heads)
    if kind not in DEMONSTRATION:
        on = _undated(
            noun
            for word in (token, *carrying)
            for _, noun in prepositional(word, {"on", "against", "at", "upon", "targeting"})
        )
        add(draft, "patient", [n for n in on if categories(n) & _ON_TARGETS or may_act(n)], "argument.on", heads)
    if kind == "disrupt":
        add(draft, "patient", owners_of_arms([token]), "argument.owner", heads)
    if kind in _MUTUAL:
        verb, how = governor(token)
        between = [noun for _, noun in prepositional(token, {"between", "among"})]
        against = [noun for _, noun in prepositional(token, {"with"}) if may_act(noun) and not is_weapon(noun)]
        if not between and verb is not None and how in ("subject", "passive subject") and kind == "clash":
            # "Clashes broke out in Goma on Tuesday between the army and the rebels".
            between = [noun for _, noun in prepositional(verb, {"between"})]
        sides = [noun for noun in between if may_act(noun) and not is_weapon(noun)]
        if len(sides) >= 2:
            add(draft, "agent", sides[:1], "argument.between", heads)
            add(draft, "patient", sides[1:], "argument.between", heads)
        else:
            add(draft, "patient", sides, "argument.with", heads)
        add(draft, "patient", against, "argument.with", heads)
    if _is_repelled(token):
        attackers = draft.agents[known:]
        del draft.agents[known:]
        for doer, rule in attackers:
            add(draft, "patient", [doer], rule, heads)
        return
    _add_from_verb(draft, trigger, heads)


def _is_repelled(noun: Token) -> bool:
    """ "Soldiers and militiamen repelled an attack by the group": who repels it acts, and all of them together."""
    verb, how = governor(noun)
    return verb is not None and how == "object" and lemma(verb) in _REPELLING and bool(subjects(verb))


def _carrying_it_out(clause: Token) -> list[Token]:
    """Those who did what a noun tells: "an attack carried out by rebels", "an ambush which was staged by them"."""
    return [doer for doer in by_phrase(clause) if may_act(doer)] if is_passive(clause) else []


def _bearers(wound: Token) -> list[Token]:
    """Those who have a wound: "two men with gunshot wounds"."""
    bearer = wound.head.head
    is_borne = wound.dep_ == "pobj" and wound.head.lower_ == "with" and bool(categories(bearer) & PERSONAL)
    return [bearer] if is_borne else []


def _undated(nouns: Iterable[Token]) -> list[Token]:
    return [noun for noun in nouns if noun.ent_type_ not in ("DATE", "TIME")]


def _add_modifier(draft: Draft, modifier: Token, trigger: Trigger, heads: set[int]) -> None:
    """Before an event noun: a weapon ("drone strike"), who did it ("rebel attack"), whom it befell ("his murder")."""
    kind, kinds = trigger.kind, categories(modifier)
    possesses = modifier.dep_ == "poss"
    if modifier.lower_ in _QUANTITY_WORDS:
        return
    if kind == "attack" and modifier.lower_ == "air" and lemma(trigger.token) == "assault":
        return  # soldiers set down by helicopter (`no_deeds`), or the rule of air strikes would have it
    if is_weapon(modifier) or (modifier.lower_ in _DELIVERIES and not possesses):
        draft.weapons.append(modifier)
        return
    is_group = modifier.ent_type_ in ("NORP", "GPE", "ORG") or bool(kinds & {"force", "organization"})
    if modifier.pos_ == "ADJ" and any(_is_of_gang(child, modifier) for child in trigger.token.lefts):
        return  # "Haitian gang slaughters 50", which the parser takes for slaughters
    if is_group or (possesses and kinds & {"person", "country"}):
        if modifier.ent_type_ in ("DATE", "TIME"):
            return
        if kind in _TAKES_PATIENT and possesses and not kinds & {"force", "organization", "country"}:
            add(draft, "patient", with_conjuncts(modifier), "argument.possessor", heads)
            effect = casualties.EFFECT.get(kind, "")
            draft.effects.setdefault(modifier.i, effect)
            if effect in casualties.PEOPLE_EFFECTS and modifier.pos_ in ("NOUN", "PROPN") and _counts(trigger):
                draft.counts.append((modifier, effect, casualties.count_people(modifier)))
            return
        # "Post-election unrest in Chad", "Chad unrest": no army took part.
        says_where = modifier.ent_type_ == "GPE" and (modifier.dep_ == "compound" or kind in DEMONSTRATION)
        if not says_where or (modifier.lower_ in _ADJECTIVAL_NAMES and kind not in DEMONSTRATION):
            # "Police firing" says who shot; "guerrilla attack" may only say of what kind it was.
            is_own = trigger.rule == "shoot.firing" or operator_of(trigger.token) == modifier
            rule = "argument.operator" if is_own else "argument.modifier"
            add(draft, "agent", [modifier], rule, heads)
    elif modifier.dep_ == "amod" and modifier.pos_ in ("NOUN", "PROPN") and kinds & {"person", "mob"}:
        add(draft, "agent", [modifier], "argument.modifier", heads)


def _is_of_gang(noun: Token, adjective: Token) -> bool:
    """Does an adjective say of what country the doers are, in words that the parser takes for one name?"""
    return noun.i > adjective.i and noun.dep_ == "compound" and actor_category(noun.text) in ("armed_group", "gang")


def _add_of_phrase(draft: Draft, trigger: Trigger, heads: set[int]) -> None:
    kind = trigger.kind
    of = _undated(noun for _, noun in prepositional(trigger.token, {"of"}))
    if trigger.rule == "riot.angry_mob":  # "a mob of several hundred": those who do it
        add(draft, "agent", [noun for noun in of if may_act(noun)], "argument.of", heads)
    elif kind in _TAKES_PATIENT:
        add(draft, "patient", of, "argument.of", heads)
        effect = casualties.EFFECT.get(kind)
        counted = tallies.of_noun(trigger.token) if effect in casualties.PEOPLE_EFFECTS and _counts(trigger) else None
        if counted is not None and effect is not None:
            add_tally(draft, counted, effect, "argument.of", heads)
            return
        for patient in of:
            if effect and categories(patient) & {"person", "force", "unknown", "number"}:
                draft.effects.setdefault(patient.i, effect)
                if effect in casualties.PEOPLE_EFFECTS:  # a release counts nobody
                    draft.counts.append((patient, effect, casualties.count_people(patient)))
    elif kind in DEMONSTRATION:
        add(draft, "agent", [noun for noun in of if "person" in categories(noun)], "argument.of", heads)
    else:
        add(draft, "patient", [noun for noun in of if categories(noun) & _OF_TARGETS], "argument.of", heads)


def _counts(trigger: Trigger) -> bool:
    """Does the number of this noun count people? "Three killings" may be so; "two arrests" are."""
    return trigger.rule != "kill.gerundive" or trigger.token.tag_ == "NN"


def _add_from_verb(draft: Draft, trigger: Trigger, heads: set[int]) -> None:
    """What the verb over an event noun tells: "the army carried out", "came under", "hit", "survived"."""
    noun = trigger.token
    if noun.dep_ == "compound" and is_weapon(noun.head):  # "a mortar round landed on the base"
        noun = noun.head
    verb, how = governor(noun)
    if verb is None:
        return
    word, rule = lemma(verb), "argument.light_verb"
    if how == "object" and trigger.rule in _INJURIES and word in _SUFFERING:
        _add_injured(draft, verb, rule, heads)
    elif word in LIGHT_VERBS and trigger.kind != "die":  # "villagers took the bodies away"
        acting = by_phrase(verb) if is_passive(verb) else subjects(verb) if how == "object" else []
        add(draft, "agent", in_order(map(meant, acting)), rule, heads)
        if trigger.kind not in DEMONSTRATION:
            against = _undated(noun for _, noun in prepositional(verb, {"against", "on"}))
            add(draft, "patient", [noun for noun in against if may_act(noun)], rule, heads)
    elif how == "object" and word in _KEEPING_UP:  # "rebels kept up rocket attacks"
        add(draft, "agent", [noun for noun in subjects(verb) if may_act(noun)], rule, heads)
    elif trigger.rule in _CROWD_CONTROL and how in ("object", "with"):  # "fired tear gas", "answered with tear gas"
        acting = by_phrase(verb) if is_passive(verb) else subjects(verb)
        add(draft, "agent", [doer for doer in acting if "force" in categories(doer)], rule, heads)
    elif how == "with" and word in _ANSWERING:  # "answered with air strikes"
        add(draft, "agent", [doer for doer in subjects(verb) if may_act(doer)], rule, heads)
    elif how == "in" and word == "call":  # "called in an airstrike on insurgents"
        add(draft, "agent", subjects(verb), rule, heads)
        add(draft, "patient", [noun for noun in directed_at(verb) if may_act(noun)], rule, heads)
    elif how == "object" and word in _SETTING_OFF and is_weapon(noun):
        # "Police detonated a bomb that had been found": they make it harmless.
        doers = [
            doer for doer in subjects(verb) if may_act(doer) and actor_category(doer.text) not in actor_kinds.SERVICES
        ]
        add(draft, "agent", doers, rule, heads)
    elif how in ("in", "into") and trigger.kind == "ambush" and word in _WALKING_INTO:
        add(draft, "patient", verb_patients(verb) if is_passive(verb) else subjects(verb), rule, heads)
    elif how in ("in", "during", "under", "from") and word in _UNDERGOING | _TAKING_PART:
        add(draft, "patient" if word in _UNDERGOING else "agent", subjects(verb), rule, heads)
    elif how in ("agent", "subject") and word in _HITTING:
        through = [noun for _, noun in prepositional(verb, {"through"})]
        struck = verb_patients(verb) if how == "agent" else objects(verb) + directed_at(verb) + through
        hit = [noun for noun in struck if categories(noun) & _HIT]
        add(draft, "patient", [*hit, *occupants(hit)], rule, heads)
    elif how == "object" and trigger.kind == "mass_grave" and word in _UNEARTHING:
        add(draft, "agent", [noun for noun in subjects(verb) if may_act(noun)], rule, heads)
    elif how == "object" and word in _WITHSTANDING:
        add(draft, "patient", [noun for noun in subjects(verb) if may_act(noun)], rule, heads)


def _add_injured(draft: Draft, verb: Token, rule: str, heads: set[int]) -> None:
    """Those who "sustained injuries", and how many they are."""
    injured = [noun for noun in subjects(verb) if categories(noun) & PERSONAL or noun.pos_ in ("NUM", "PRON")]
    counted = tallies.of_subject(verb) if injured else None
    if counted is not None:
        add_tally(draft, counted, "injured", rule, heads)
        return
    add(draft, "patient", injured, rule, heads)
    for noun in injured:
        draft.effects.setdefault(noun.i, "injured")
        draft.counts.append((noun, "injured", casualties.count_people(noun, verb)))


def add_predicate(draft: Draft, trigger: Trigger) -> None:
    """Those of whom an adjective is said: "left six dead", "were found dead", "12 dead and 30 wounded"."""
    token, effect = trigger.token, "killed" if trigger.kind == "die" else "injured"
    following = token.nbor(1) if token.i + 1 < len(token.doc) else None
    # "Eight children were among 11 dead": the parser hangs the number, the adjective or both on "among".
    link = next((word for word in (token.head, token.head.head) if word.lower_ == "among"), None)
    is_among = (
        token.dep_ == "pobj"
        or link is not None
        or (token.i > token.sent.start + 1 and token.nbor(-2).lower_ == "among")
    )
    if is_among and (among := tallies.of_noun(token)) is not None:
        add_tally(draft, among, effect, "argument.adjective", set())
        some = [noun for noun in (own_subjects(link.head) if link else ()) if casualties.is_people(noun)]
        known = {patient.i for patient, _ in draft.patients}
        draft.patients.extend((noun, "argument.adjective") for noun in some if noun.i not in known)
        return
    if not (token.dep_ == "amod" and following is not None and following.pos_ in ("NOUN", "PROPN")):
        counted = tallies.of_subject(token) or _of_verb_before(token)
        if counted is not None:
            add_tally(draft, counted, effect, "argument.adjective", set())
            return
    for person in _said_of(token):
        if casualties.is_people(person):
            draft.effects.setdefault(person.i, effect)
            draft.counts.append((person, effect, casualties.count_people(person)))
            if all(person.i != other.i for other, _ in draft.patients):
                draft.patients.append((person, "argument.adjective"))


def _of_verb_before(adjective: Token) -> list[Group] | None:
    """Those of whom the verb before says more: "an engineer and his driver were kidnapped and later found dead"."""
    finding = adjective.head
    is_so = adjective.dep_ in ("acomp", "oprd") and finding.dep_ == "conj" and not own_subjects(finding)
    is_so = is_so and not objects(finding)[1:] and is_passive(finding.head)
    return tallies.of_verb(finding.head) if is_so else None


def _said_of(adjective: Token) -> list[Token]:
    if adjective.dep_ == "amod":
        return [adjective.head]
    nouns = [t for t in adjective.lefts if t.pos_ in ("NOUN", "NUM", "PROPN")]
    people = [t for t in nouns if categories(t) & PERSONAL | categories(t) & {"number"}]
    verb = adjective.head
    if people:
        return people
    if verb.pos_ in ("VERB", "AUX"):
        left = objects(verb) if lemma(verb) in _REPORTING and not is_passive(verb) else []
        return left or subjects(verb)
    if adjective.dep_ == "conj" and verb.pos_ == "ADJ":
        return [t for t in verb.lefts if t.pos_ in ("NOUN", "NUM")]
    return []
