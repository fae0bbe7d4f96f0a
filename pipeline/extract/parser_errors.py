"""Where the model errs so that a clause of conflict is spoilt: set right in the parsed text, for all later steps.

What is mended stands by subject in `headline_errors`, `noun_errors`, `verb_errors`, `clause_errors`,
`subject_errors`, `guise_errors`, `shot_errors`, `toll_errors` and `fronted_places`; here stands in which order. Where
only one question is misled by a tree, the tree stays and `misread_clauses.py` gives the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.extract import (
    clause_errors,
    fronted_places,
    guise_errors,
    headline_errors,
    noun_errors,
    shot_errors,
    subject_errors,
    toll_errors,
    verb_errors,
)
from pipeline.extract.nouns import irregular_forms
from pipeline.extract.time_patterns import time_words

if TYPE_CHECKING:
    from spacy.tokens import Doc


@lru_cache(maxsize=1)
def _mends() -> tuple[tuple[Set[str] | None, Callable[[Doc], None]], ...]:
    """What is mended, in order, each with the words of which a text must have one; None where no words tell."""
    shot = frozenset({"shot"})
    return (
        (None, noun_errors.adverbs_at_the_head),
        (None, noun_errors.plural_heads),
        (noun_errors.WAYS, noun_errors.directions),
        (frozenset({"drone", "drones", "jet", "jets", "plane", "planes"}), noun_errors.models),
        (time_words()["weekday"].keys(), noun_errors.days_behind_names),
        (clause_errors.LATER, clause_errors.hours_later),
        (frozenset({"was", "were"}), clause_errors.told_late),
        (frozenset({"been"}), subject_errors.subjects_of_been),
        (frozenset({"style"}), clause_errors.in_a_style),
        (frozenset({"was", "were"}), subject_errors.known_for_before),
        (frozenset({"her", "his", "their"}), subject_errors.and_his_own),
        (frozenset({"has", "is", "was"}), subject_errors.two_titles_of_one),
        (frozenset({"of"}), noun_errors.of_whom_remains_are),
        (frozenset({"after"}), clause_errors.after_what_happened),
        (frozenset({"after"}), clause_errors.after_they_struck),
        (frozenset({"attacked", "raided", "struck"}), clause_errors.harm_behind_flight),
        (frozenset({"that", "which"}), clause_errors.told_of_what_happened),
        (frozenset({"who", "whom"}), clause_errors.of_whom_it_is_told),
        (None, noun_errors.gerunds_of_nations),
        (None, noun_errors.name_gerunds),
        (None, noun_errors.name_gerunds_of_harm),
        (None, noun_errors.gerunds_at_the_head),
        (None, noun_errors.names_like_gerunds),
        (None, noun_errors.name_strikes),
        (irregular_forms().keys(), clause_errors.verb_forms),
        (shot_errors.FIRING, shot_errors.name_firing),
        (shot_errors.FIRING, shot_errors.name_shooting),
        (frozenset({"fire"}), shot_errors.police_fire),
        (frozenset({"fire"}), shot_errors.fire_killing),
        (frozenset({"fired", "shot"}), shot_errors.with_a_gun),
        (shot, shot_errors.shot_dead),
        (shot, shot_errors.one_shot_dead),
        (shot, shot_errors.shot_at),
        (clause_errors.SOME, clause_errors.some_throwing),
        (clause_errors.THROWN, clause_errors.and_threw),
        (clause_errors.THROWN, clause_errors.and_threw_after_a_thing),
        (None, clause_errors.what_they_did),
        (frozenset({"as", "after"}), clause_errors.as_they_clashed),
        (frozenset({"of"}), clause_errors.some_of_many),
        (guise_errors.GUISES, guise_errors.disguised),
        (None, clause_errors.finite_conjuncts),
        (None, clause_errors.with_killed),
        (None, clause_errors.fired_by),
        (None, subject_errors.lists_of_subjects),
        (None, subject_errors.beside_a_place),
        (frozenset({"government"}), subject_errors.groups_beside_a_country),
        (None, subject_errors.who_were_doing),
        (None, subject_errors.beyond_a_place),
        (subject_errors.LYING_IN_WAIT, subject_errors.who_lay_in_wait),
        (None, verb_errors.verbs_of_objects),
        (frozenset({"military"}), verb_errors.what_a_military_did),
        (None, verb_errors.fleeing_people),
        (frozenset({"fire"}), verb_errors.set_fire_to),
        (None, verb_errors.participles_behind_nouns),
        (frozenset({"raped"}), verb_errors.gang_raped),
        (frozenset({"slain"}), verb_errors.were_slain),
        (frozenset({"upon"}), verb_errors.set_upon),
        (frozenset({":"}), verb_errors.after_a_place),
        (None, fronted_places.without_a_comma),
        (None, fronted_places.set_right),
        (None, subject_errors.after_a_month),
        (subject_errors.DIVISIONS, subject_errors.after_a_district),
        (subject_errors.DIVISIONS, subject_errors.after_a_town),
        (None, noun_errors.number_words),
        ({"march", "marches"}, noun_errors.marches),
        (frozenset({"by"}), noun_errors.by_whom),
        (frozenset({"by"}), noun_errors.by_whom_somewhere),
        (frozenset({"by"}), noun_errors.attacks_by_whom),
        (noun_errors.HELD, noun_errors.taken_prisoner),
        (noun_errors.PASSERS, noun_errors.passers_by),
        (toll_errors.GAPPED, toll_errors.gapped),
        (toll_errors.WOUNDS, toll_errors.wounds_in_headlines),
        (None, toll_errors.before_a_day),
        (None, toll_errors.results_of_the_deed),
        (None, toll_errors.not_by_the_victims),
        (frozenset({"national"}), noun_errors.nationals),
        (None, clause_errors.times_before_a_clause),
        (None, clause_errors.passive_conjuncts),
        (clause_errors.MARKS, clause_errors.marked_at_the_head),
        (frozenset({"that"}), clause_errors.said_that),
        (frozenset({"("}), noun_errors.after_an_acronym),
        (frozenset({"out"}), clause_errors.out_of),
        (shot, shot_errors.shot_dead_somebody),
        (shot_errors.FATES, shot_errors.what_became_of_them),
    )


def set_right(doc: Doc) -> None:
    """Mend the tags and the tree of a parsed text, in place.

    The order counts. A mend of certain words is left out where a text has none of them.
    """
    words = frozenset(token.lower_ for token in doc)
    headline_errors.set_right(doc, words)
    for needed, mend in _mends():
        if needed is None or not words.isdisjoint(needed):
            mend(doc)
