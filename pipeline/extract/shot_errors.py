"""Who shot whom, where the model takes the verb for a noun or the noun for a verb: set right in the parsed text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.nouns import lemma
from pipeline.extract.tree_edits import make_sentence, take_place
from pipeline.extract.word_kinds import depending

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: Who fires in headlines, in the present tense, and at whom or what is fired.
_SHOOTERS = frozenset("forces guards gunmen marines militants officers police rebels settlers soldiers troops".split())
_SHOTS = frozenset("bullet cannon gas grenade mortar pellet rocket round shell shot".split())
#: Shots as nouns.
FIRING = frozenset({"firing", "shooting"})
#: Verbs of those who have a gun.
_AIMED = frozenset({"fired", "shot"})
#: What is done with fire by those who fire.
_OPENING = frozenset({"exchanged", "opened", "opening", "returned", "returning", "traded"})
#: Verbs that say only with "dead" what became of somebody.
_KILLING = frozenset({"gun", "shoot", "stab", "strike"})
#: How the model hangs "dead" where it sees more in it than what became of somebody.
_CLAUSES = frozenset({"acl", "advcl", "amod", "appos", "ccomp"})
_HURT = frozenset({"hurt", "injured", "wounded"})
#: What became of people.
FATES = _HURT | {"dead"}
#: How the model hangs those who are shot on the words before them.
_STRUCK = frozenset({"appos", "attr", "ccomp", "dep", "dobj", "npadvmod", "nsubj", "pobj"})


def name_firing(doc: Doc) -> None:
    """Make "police firing" one noun phrase: the model takes it for police who fire ("killed in police firing")."""
    for token in doc:
        if token.lower_ not in FIRING or token.dep_ != "acl":
            continue
        police = token.head
        if (
            police.i == token.i - 1
            and police.lower_ == "police"
            and police.dep_ == "pobj"
            and not any(child.dep_ == "dobj" for child in token.children)
        ):
            token.pos_, token.tag_, token.lemma_ = "NOUN", "NN", token.lower_
            take_place(token, police)
            police.head, police.dep_ = token, "compound"


def name_shooting(doc: Doc) -> None:
    """Make a noun of "after shooting leaves two dead", where the model lets those before it shoot."""
    for token in doc[:-1]:
        verb = token.nbor(1)
        if token.lower_ != "shooting" or token.dep_ != "pcomp" or verb.tag_ != "VBZ":
            continue
        if verb.dep_ != "advcl" or any(child.dep_ in ("dobj", "nsubj") for child in (*token.rights, *verb.lefts)):
            continue
        mark, above = token.head, token.head.head
        token.pos_, token.tag_, token.lemma_ = "NOUN", "NN", token.lower_
        token.head, token.dep_ = verb, "nsubj"
        mark.head, mark.dep_ = verb, "mark"
        verb.head = above


def fire_killing(doc: Doc) -> None:
    """Give "opened fire killing two", which the model reads as a fire that kills, its object: the killing is of those
    who fire."""
    for fire in doc[1:-1]:
        verb, killing = fire.nbor(-1), fire.nbor(1)
        if fire.lower_ != "fire" or verb.lower_ not in _OPENING or killing.tag_ != "VBG":
            continue
        if fire.head == killing and fire.dep_ == "nsubj" and killing.head == verb:
            fire.head, fire.dep_, killing.dep_ = verb, "dobj", "advcl"


def police_fire(doc: Doc) -> None:
    """Give "police fire at protesters", "as troops fire rubber bullets" its verb, which the model takes for a fire."""
    for fire in doc[1:-1]:
        if fire.lower_ != "fire" or fire.pos_ != "NOUN" or fire.nbor(-1).lower_ not in _SHOOTERS:
            continue
        shots = fire.head if fire.dep_ == "compound" and fire.head.i > fire.i else fire
        doer, top = fire.nbor(-1), shots
        above, behind = top.head, fire.nbor(1)
        is_aimed = behind.lower_ in ("at", "into", "on") and not any(
            child.ent_type_ in ("DATE", "TIME") for child in behind.children
        )
        is_clause = top.dep_ == "ROOT" or (top.dep_ == "pobj" and above.lower_ == "as")
        if doer.head not in (fire, shots) or not is_clause or (shots == fire and not is_aimed):
            continue
        if shots != fire and shots.lemma_.lower() not in _SHOTS:
            continue
        for child in [child for child in (*fire.lefts, *shots.lefts) if child.i < doer.i]:
            child.head = doer
        fire.pos_, fire.tag_, fire.lemma_ = "VERB", "VBP", "fire"
        if top.dep_ == "ROOT":
            make_sentence(fire, doer)
        else:
            doer.head, doer.dep_ = fire, "nsubj"
            fire.head, fire.dep_ = above.head, "advcl"
            above.head, above.dep_ = fire, "mark"
        if shots != fire:
            for child in [child for child in shots.rights if child.dep_ == "prep"]:
                child.head = fire
            shots.head, shots.dep_ = fire, "dobj"


def with_a_gun(doc: Doc) -> None:
    """Give "when a youth with a rifle fired at marchers" its verb, which the model takes for what is said of a gun."""
    for verb in depending(doc, "acl"):
        weapon = verb.head
        link = weapon.head
        is_so = verb.lower_ in _AIMED and weapon.dep_ == "pobj" and link.lower_ == "with" and weapon.i + 1 == verb.i
        people = link.head
        is_aimed = any(child.lower_ in ("at", "on") and child.dep_ == "prep" for child in verb.rights)
        if not is_so or not is_aimed or people.pos_ not in ("NOUN", "PROPN") or people.i + 1 != link.i:
            continue
        if people.dep_ not in ("ROOT", "advcl", "ccomp", "dep"):
            continue
        take_place(verb, people)
        if people.dep_ == "dep":
            verb.dep_ = "ccomp" if verb.head.i > verb.i else "advcl"
        for child in [child for child in people.children if child.tag_ == "WRB" or child.i > verb.i]:
            child.head = verb
        for child in [child for child in verb.rights if child.dep_ == "acl" and child.tag_ == "VBG"]:
            child.dep_ = "advcl"
        verb.tag_, verb.pos_ = "VBD", "VERB"
        people.head, people.dep_ = verb, "nsubj"


def shot_dead(doc: Doc) -> None:
    """Give "two men on a motorbike shot dead an officer" its verb, which the model takes for a "motorbike shot"."""
    for shot in doc[:-1]:
        if shot.lower_ == "shot" and shot.pos_ == "NOUN" and shot.dep_ == "appos":
            _shot_dead_in_a_town(shot)
        if shot.lower_ != "shot" or shot.pos_ != "NOUN" or shot.dep_ not in ("dobj", "pobj"):
            continue
        dead, preposition, way = doc[shot.i + 1], shot.head, shot.dep_
        named = [child for child in shot.lefts if child.pos_ in ("NOUN", "PROPN")]
        if dead.lower_ == "dead" and named and dead.head == shot:
            _shot_dead_on_a_day(shot, named[-1])
            continue
        if dead.lower_ != "dead" or not named or not any(child.dep_ == "nsubj" for child in dead.children):
            continue
        _part(named[-1], shot, preposition)
        named[-1].dep_ = way  # also "gunmen riding a motorbike shot dead an officer"
        take_place(shot, dead)
        for child in list(dead.children):
            child.head = shot
        _make_past(shot, dead)


def _make_past(shot: Token, dead: Token | None = None) -> None:
    """Make the past of a verb of a "shot" that the model takes for a noun, and hang on it what became of those shot."""
    shot.pos_, shot.tag_, shot.lemma_ = "VERB", "VBD", "shoot"
    if dead is not None:
        dead.head, dead.dep_ = shot, "acomp"


def _part(noun: Token, shot: Token, above: Token) -> None:
    """Hang a noun on a word, and on the noun all else that stood before a "shot" taken for its head."""
    for child in list(shot.lefts):
        child.head = above if child == noun else noun


def _shot_dead_on_a_day(shot: Token, vehicle: Token) -> None:
    """Give "two men on a motorcycle shot dead on Monday a teacher" its verb: for the model the teacher is the men."""
    preposition = shot.head
    doers, dead = preposition.head, shot.nbor(1)
    victim = next((child for child in doers.rights if child.dep_ == "appos" and child.i > dead.i), None)
    if doers.dep_ != "ROOT" or victim is None or doers.pos_ not in ("NOUN", "PROPN"):
        return
    _part(vehicle, shot, preposition)
    vehicle.dep_ = shot.dep_
    behind = [child for child in doers.rights if child.i > dead.i]
    make_sentence(shot, doers)
    for child in behind:
        child.head = shot
    victim.dep_ = "dobj"
    _make_past(shot, dead)


def _shot_dead_in_a_town(shot: Token) -> None:
    """Give "in Bor, a sniper shot dead a guard" its verb, which the model takes for another name of the town."""
    doc, root = shot.doc, shot.sent.root
    doer, dead = doc[shot.i - 1], doc[shot.i + 1]
    victim = next((child for child in dead.rights if child.pos_ in ("NOUN", "PROPN")), None)
    if dead.lower_ != "dead" or doer.head != shot or doer.dep_ != "compound" or victim is None or root.dep_ != "ROOT":
        return
    if root.lower_ not in ("in", "at", "near", "outside"):
        return
    _part(doer, shot, shot)
    make_sentence(shot, doer)
    root.head, root.dep_ = shot, "prep"
    victim.head, victim.dep_ = shot, "dobj"
    _make_past(shot, dead)


def one_shot_dead(doc: Doc) -> None:
    """Give "a gang shot dead three officers" its verb: for the model "a gang shot" is one, or is dead."""
    for shot in doc[1:-1]:
        doer, dead = shot.nbor(-1), shot.nbor(1)
        is_named = doer.pos_ in ("NOUN", "PROPN") and doer.head == shot and doer.dep_ in ("compound", "nmod")
        if shot.lower_ != "shot" or shot.pos_ != "NOUN" or dead.lower_ != "dead" or not is_named:
            continue
        head = dead if shot.head == dead and shot.dep_ == "nsubj" else shot
        victims = [child for child in (*dead.rights, *shot.rights) if child.dep_ in _STRUCK and child.i > dead.i]
        if head == dead and dead.dep_ == "amod" and dead.head.i > dead.i:
            head, victims = dead.head, [dead.head]  # "a settler shot dead Ali Omar": a dead one for the model
        if not victims or (head == shot and head.dep_ not in ("ROOT", "ccomp", "conj", "advcl")):
            continue
        victim = min(victims, key=lambda child: child.i)
        _part(doer, shot, shot)
        take_place(shot, head)
        for child in [child for child in (*dead.children, *victim.rights) if child != shot]:
            if child.head == dead or child.dep_ in ("advcl", "cc", "conj", "prep", "punct"):
                child.head = shot
        doer.dep_, victim.dep_ = "nsubj", "dobj"
        _make_past(shot, dead)


def shot_at(doc: Doc) -> None:
    """Give "a settler shot at worshippers" its verb, which the model takes for a "settler shot"."""
    for shot in doc[1:-1]:
        if shot.lower_ != "shot" or shot.tag_ != "NN":
            continue
        doer = shot.nbor(-1)
        is_noun = doer.dep_ in ("compound", "nmod") and doer.head == shot
        if not is_noun or shot.nbor(1).lower_ != "at" or doer.tag_ not in ("NN", "NNS") or shot.dep_ != "ROOT":
            continue
        for child in [child for child in shot.lefts if child != doer and child.dep_ in ("amod", "det", "nummod")]:
            child.head = doer
        doer.dep_ = "nsubj"
        _make_past(shot)


def shot_dead_somebody(doc: Doc) -> None:
    """Give "two men on a motorbike shot dead Ana Paz" its verb, which the model takes for a part of the name."""
    for shot in doc[:-1]:
        if shot.lower_ != "shot" or shot.pos_ != "NOUN":
            continue
        name, dead = shot.head, doc[shot.i + 1]
        preposition = name.head
        if dead.lower_ != "dead" or name.i <= shot.i:
            continue
        doers, vehicle = preposition.head, next((c for c in shot.lefts if c.pos_ in ("NOUN", "PROPN")), None)
        if preposition.dep_ != "prep" or vehicle is None or doers.dep_ != "ROOT" or doers.i > preposition.i:
            continue
        _part(vehicle, shot, preposition)
        vehicle.dep_ = "pobj"
        make_sentence(shot, doers)
        name.head, name.dep_ = shot, "dobj"
        _make_past(shot, dead)
        for child in list(name.rights):
            if child.dep_ in ("advcl", "prep"):
                child.head = shot


def what_became_of_them(doc: Doc) -> None:
    """Hang the last word of "shot two people dead in Kano", "left two people wounded in Kano" on the verb or its
    object: a clause of its own for the model."""
    for word in doc:
        if word.lower_ == "dead" and word.tag_ == "JJ" and word.dep_ in _CLAUSES:
            _somebody_dead(word)
        elif word.lower_ in _HURT and word.dep_ in ("advcl", "xcomp") and lemma(word.head) == "leave":
            left = [child for child in word.head.rights if child.dep_ == "dobj" and child.i < word.i]
            if left and not any(child.dep_ in ("mark", "nsubj", "aux", "auxpass") for child in word.lefts):
                word.head, word.dep_ = left[-1], "acl"


def _somebody_dead(dead: Token) -> None:
    noun = dead.head if dead.dep_ == "amod" and dead.head.dep_ == "dobj" and dead.head.i < dead.i else None
    verb = noun.head if noun is not None else dead.head
    if verb.pos_ != "VERB" or lemma(verb) not in _KILLING or verb.i > dead.i:
        return
    for child in list(dead.children):  # "shot the clerk Ana Paz dead in front of her home"
        if child.dep_ == "nsubj" and verb.i < child.i < dead.i:
            child.dep_ = "dobj"
        if dead.dep_ == "ccomp":
            child.head = verb
    if any(child.dep_ == "dobj" and child.i < dead.i for child in verb.rights):
        dead.head, dead.dep_ = verb, "oprd"
