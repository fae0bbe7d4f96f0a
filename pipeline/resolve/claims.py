"""Who claims an attack, is blamed for it or suspected of it, where another sentence than that of the attack says so
(CODING_RULES 3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.resolve.named_groups import is_backer
from pipeline.resolve.word_sets import word_set

#: A clause that speaks of other attacks than the one told, or that nobody says it.
_OTHER = re.compile(
    r"\b(?:similar|previous|past|earlier|other|series|string|often|usually|"
    r"frequently|regularly|routinely|since|threatened|vowed|may|might|could|would|if"
    r"|(?:dozens|hundreds|many|most|numerous|scores|several|thousands)(?! of (?:them|those|whom)\b))\b",
    re.I,
)
#: What two sides do to each other: "attributed to a struggle between A and B" blames neither.
_BETWEEN = re.compile(r"\bbetween (?:[\w'-]+ ){0,6}$", re.I)
_DENIED = re.compile(
    r"\b(?:no|nobody|none|neither|nor|not|n't|denied|denies|deny|denying|rejected|never|yet|ruled out|without)\b", re.I
)
#: What a group claims or is blamed for, as nouns.
_DEEDS = "|".join(sorted(word_set("claimed_deeds")))
_DEED = (
    r"(?:responsibility|credit|(?:all|both|each|that|the|these|this) (?:\w+ ){0,2}"
    rf"(?:(?:{_DEEDS})(?:e?s)?|operation))"
)
#: Deeds told before, taken together.
_ALL = re.compile(
    rf"\b(?:all|both|the|these) (?:\w+ ){{0,2}}(?:{_DEEDS})e?s\b",
    re.I,
)
#: "Claimed the attack, which came as": that told before, whatever else is told with it.
_THE_DEED = re.compile(
    r"[^.;,]{0,60}?\b(?:carried out|claimed|behind|responsibility for|responsible for) (?:the|this)"
    rf" (?:{_DEEDS})(?:,|\.|;|$)",
    re.I,
)
_OWN = (
    r"(?:(?:(?:one|two|three|four|some|several) of )?(?:her|his|its|their) \w+"
    r"|an? (?:\w+ ){1,2}of (?:its own|theirs)(?:, [^,.;]{1,40},)?)"
)
#: When somebody says it: "on Tuesday", "two hours later".
_SAID_THEN = (
    r"(?: (?:early |late )?(?:today|yesterday|later|(?:on )?\w+day|(?:[\w-]+ ){0,2}(?:days?|hours?|minutes?) later))?"
)
#: How somebody says it: "in a message".
_BY_WAY = r"(?: (?:in|on|through|via) (?:an? |the |its |their )?(?:[\w-]+ ){0,3}[\w-]+)?"
_CLAIMED_AFTER = re.compile(
    rf"^[^.;]{{0,60}}?\b(?:claim(?:s|ed|ing)?|took|takes|taken|admitted|accepted)"
    rf" (?:{_DEED}\b|(?:it|them)(?: (?:in|on|through|via)\b|(?=\W*[.;]|$)))"
    rf"|^[^.;]{{0,60}}?\bsa(?:id|ys){_SAID_THEN}{_BY_WAY}{_SAID_THEN} (?:that )?(?:it|they|{_OWN}) "
    r"(?:(?:is|are|was|were|had been) (?:behind|holding|responsible)|(?:had )?carried out"
    r"|had (?:attacked|detonated|fired|killed|launched|planted|set off|shot|staged|targeted))\b",
    re.I,
)
#: What is said of a group before what it did: ", which often strikes the capital,".
_ASIDE = re.compile(r"^, (?:an?|allied|based|formed|founded|led|linked|the|which|who)\b[^,.;]{0,90},")
_CLAIMED_BEFORE = re.compile(
    r"\b(?:claimed|responsibility|credit) (?:[\w']+ ){0,8}?by (?:the |a )?(?:[\w'\u2019-]+ ){0,4}$", re.I
)
#: "An attack on a church that the group claimed": the deed before, and nothing else behind.
_THAT_THEY_CLAIMED = (
    re.compile(rf"\b(?:{_DEEDS})(?:e?s)?\b[^.;]{{0,80}}\b(?:that|which) (?:the )?$", re.I),
    re.compile(r"^ (?:has |have |had |later ){0,2}claimed(?=\W*(?:[.,;]|$))", re.I),
)
_BLAMED_BEFORE = re.compile(
    r"\b(?:blam(?:e|ed|es|ing)|accus(?:e|ed|es|ing)|(?:attribut|ascrib)(?:ed|es|ing)|held|pinned)\b (?:[\w'-]+ ){0,8}$",
    re.I,
)
#: "Police hold the group responsible".
_HELD = re.compile(r"\bholds? (?:the )?$", re.I), re.compile(r"^ responsible\b", re.I)
#: An accusation that was there before the event: "killed hours after he accused the group of".
_OCCASION_BEFORE = re.compile(
    r"\b(?:after|before|since) (?:\w+ ){1,4}?(?:had |has )?(?:accus|blam)(?:ed|ing) (?:[\w'-]+ ){0,8}$", re.I
)
_BLAMED_AFTER = re.compile(r"^(?: [\w-]+){0,3} (?:was|were|is|are|has been|have been) (?:blamed|accused)\b", re.I)
_SUSPECTED_BEFORE = re.compile(
    r"\b(?:suspected|suspect|suspects|believed|thought|alleged|presumed|suspicion (?:fell|falls)|likely|bore the "
    r"hallmarks?)\b(?: (?:to be|to belong to|to be linked to|that|on|of|the|by|from|members|militants|are|"
    r"were|they)){0,5} (?:[\w'\u2019-]+ ){0,3}$",
    re.I,
)
_POSSIBLE_BEFORE = re.compile(r"\bsa(?:id|ys) (?:the |that |that the )?$", re.I)
_SUSPECTED_AFTER = re.compile(
    r"^(?: [\w-]+){0,3} (?:was|were|is|are) (?:the (?:main|prime|chief) suspects?|suspected)\b", re.I
)
_STATED_BEFORE = re.compile(
    r"\b(?:attackers?|gunm[ae]n|assailants?|raiders|kidnappers|abductors|killers|bombers?|they|those responsible|"
    r"perpetrators) "
    r"(?:belong(?:ed|s)? to|(?:were|was|are|had been) (?:identified as |from |members of |fighters of |fighters "
    r"from )?|came from|identified themselves as|said they were) ?(?:the |a )?(?:[\w-]+ ){0,3}$",
    re.I,
)
#: Whoever is blamed denies it: "but the rebels denied it", "the group rejected the accusation".
_DENIED_AFTER = re.compile(
    r"\b(?:denied|denies|deny|rejected|rejects|dismissed|disputed|disputes)\b (?:it|this|that|any|all|the \w*\s?"
    r"(?:accusations?|allegations?|charges?|claims?|reports?)|involvement|responsibility|blame|being|having|carrying|"
    r"taking)\b",
    re.I,
)
#: What is said of a group to the end of its sentence: ", which has operated there since the 1990s."
_TO_THE_END = re.compile(r", (?:an?|which|who|whose) ")
#: Who is blamed speaks for himself in the next sentence: "The group denied the accusation".
_IT_DENIES = re.compile(
    r"\W*(?:but |however, )?(?:a spokes\w+ (?:for|of) )?(?:the|its) "
    r"(?:faction|fighters|group|guerrillas|insurgents|militants|militia|movement|organi[sz]ation|rebels)\b"
    r"(?: (?:has|have|later|quickly|swiftly))*(?= (?:deni|reject|dismiss|disput))",
    re.I,
)
#: What others say of a deed behind what is denied: "no one claimed it, but officials blamed the group".
_TURN = re.compile(r"(?:;|,? (?:although|but|though|while)\b)(?=[^;]*\b(?:accus|blam)(?:e|ed|es|ing)\b)")
#: What `_kind` says of a group that is blamed or suspected and denies it.
_DISPUTED = "disputed"
#: Whoever is blamed, or somebody else, says in the same sentence that others did it: "blamed the army, which said that
#: the rebels had fired the shells", "Kiev blamed the rebels, while the rebels blamed the army".
_COUNTERED = re.compile(
    r"\b(?:blam|accus)(?:e|ed|es|ing)\b[^.;]{0,120}?,? (?:although|but|though|whereas|which|while|who)\b"
    r"(?: (?!(?:also|later|then)\b)[\w'’-]+){0,6}?"
    r" (?:(?:blam|accus)(?:ed|es)\b|sa(?:id|ys)(?: that)? (?!(?:he|it|she|they|there)\b)(?:[\w'’-]+ ){1,6}?"
    r"(?:(?:had|have) (?:attacked|bombed|carried|done|fired|killed|launched|planted|shelled|shot|staged|struck)\b"
    r"|(?:was|were) (?:behind|responsible|to blame)\b))",
)
#: Forces of a state that somebody blames for a deed: "They blamed government forces", "accused the army of shelling".
_FORCES_BLAMED = re.compile(
    r"\b(?P<verb>blam|accus)(?:e|ed|es|ing) (?P<who>(?:the )?(?:(?!for\b|of\b|on\b|and\b)[\w.'’-]+ ){0,3}?"
    r"(?:army|military|troops|forces|soldiers|police|air force|navy|warplanes|jets|artillery|gunships))\b"
    r"(?P<after>[^.;]{0,80})",
)
_FOR_IT = re.compile(
    r"\s*(?:$|,|(?:which|who)\b|for (?:it|this|that)\b(?! \w+ing\b)"
    rf"|for (?:[\w'’]+ ){{0,3}}(?:(?:{_DEEDS})(?:e?s)?|bloodshed|crash|deaths?|fire|incidents?)\b"
    r"|of (?:being behind|bombing|bombarding|carrying out|dropping|firing|hitting|killing|launching|murdering|shelling"
    r"|opening fire|shooting|staging|striking|targeting)\b)"
)
#: What somebody is accused of in general: "accuse the army of killing civilians", whom nobody counts or points back to.
_DOINGS = re.compile(
    r"(?:es?|ed|ing) [^.;]{0,60}? of \w+ing (?:(?!(?:her|his|its|our|that|the|their|them|these|those)\b)[a-z]+ )?"
    r"(?:civilians|people|villagers)\b"
)
#: Those who were not there, whose accusations are of a whole war: "the rebels accuse the army of killing civilians".
_OUTSIDERS = re.compile(
    r"\b(?:" + "|".join(sorted(word_set("outside_accusers"))) + r")\b"
    r"(?: (?:also|are|had|has|have|is|often|was|were))*(?: [a-z]+ly)? $",
    re.I,
)
#: In this order: the word of the group itself weighs more than that of others.
_KINDS = ("claimed", "stated", "blamed", "suspected")
#: Of each: what stands before the name of a group, and what behind it.
_SAID_OF_IT = (
    ("claimed", _CLAIMED_BEFORE, _CLAIMED_AFTER),
    ("stated", _STATED_BEFORE, None),
    ("blamed", _BLAMED_BEFORE, _BLAMED_AFTER),
    ("suspected", _SUSPECTED_BEFORE, _SUSPECTED_AFTER),
)
#: How many sentences after an attack a claim may stand.
REACH = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that says who did it.

    Attributes:
        kind: claimed, stated, blamed or suspected (codes/attribution.csv), or disputed.
        start, end: Offsets of the name in the text.
        sentence: Index of the sentence.
        is_of_all: True for a claim of several attacks at once: those told before, wherever.
        is_of_the_told: True for a claim of "the attack", with nothing that says which: the one told before.
    """

    kind: str
    start: int
    end: int
    sentence: int
    is_of_all: bool = False
    is_of_the_told: bool = False


def claims(
    text: str,
    sentences: Sequence[tuple[int, int]],
    names: Sequence[tuple[int, int]],
    unlisted: Sequence[tuple[int, int]] = (),
) -> list[Claim]:
    """The claims of a text, in its order.

    Args:
        text: The article.
        sentences: Start and end of each sentence.
        names: Start and end of each name of a known group.
        unlisted: Start and end of each name of a group that no table knows; heard only where it claims a deed itself.
    """
    out = []
    for start, end in sorted([*names, *unlisted]):
        index = next((i for i, (first, last) in enumerate(sentences) if first <= start < last), None)
        if index is None or is_backer(text, end):
            continue  # "the al-Qaida-linked Nusra Front claimed it"
        before, after = text[sentences[index][0] : start], text[end : sentences[index][1]]
        kind = _kind(before.replace("\n", " "), after.replace("\n", " "))
        if kind is not None and (kind == "claimed" or (start, end) not in unlisted):
            is_countered = _COUNTERED.search(text, *sentences[index]) is not None
            if kind in ("blamed", "suspected") and (is_countered or _denies_next(text, sentences, index)):
                kind = _DISPUTED
            is_of_all = _ALL.search(f"{before[-80:]} {after[:120]}") is not None
            out.append(Claim(kind, start, end, index, is_of_all, _THE_DEED.match(after) is not None))
    return sorted([*out, *_of_forces(text, sentences)], key=lambda claim: claim.start)


def _denies_next(text: str, sentences: Sequence[tuple[int, int]], index: int) -> bool:
    """Does the sentence behind one say that whoever was blamed denies it?"""
    if index + 1 >= len(sentences):
        return False
    told = text[slice(*sentences[index + 1])].replace("\n", " ")
    found = _IT_DENIES.match(told)
    return found is not None and _DENIED_AFTER.match(told[found.end() :].lstrip()) is not None


def _of_forces(text: str, sentences: Sequence[tuple[int, int]]) -> list[Claim]:
    """The sentences that blame forces of a state for what was told; to accuse needs words for the deed, or
    the end of the sentence."""
    out = []
    for index, (first, last) in enumerate(sentences):
        countered = _COUNTERED.search(text, first, last)
        if countered is not None:
            out.append(Claim(_DISPUTED, *countered.span(), index))
        for found in _FORCES_BLAMED.finditer(text, first, last):
            before, after = text[first : found.start()], found["after"]
            is_deed = _FOR_IT.match(after) is not None and (
                found["verb"] == "blam" or after.startswith(" of ") or not after.strip()
            )
            is_occasion = _OCCASION_BEFORE.search(text[first : found.start("who")]) is not None
            is_denied = _DENIED_AFTER.search(after) is not None
            is_general = _DOINGS.match(text, found.end("verb")) is not None and _OUTSIDERS.search(before) is not None
            is_unsaid = is_general or _OTHER.search(found[0]) is not None or _DENIED.search(before[-80:]) is not None
            if is_deed and not is_occasion and not is_unsaid:
                kind = _DISPUTED if is_denied or countered is not None else "blamed"
                out.append(Claim(kind, *found.span("who"), index, _ALL.search(found[0]) is not None))
    return out


def _kind(before: str, after: str) -> str | None:
    after = _ASIDE.sub("", after)
    if _OCCASION_BEFORE.search(before):
        return None
    is_led_to = any(behind.search(before) for _, behind, _ in _SAID_OF_IT)
    clause = f"{before[-80:]} {'' if is_led_to and _TO_THE_END.match(after) else after[:120]}"
    if _OTHER.search(clause) or _BETWEEN.search(before):
        return None
    turns = list(_TURN.finditer(before))
    if turns and _BLAMED_BEFORE.search(before):
        before = before[turns[-1].end() :]
        clause = f"{before[-80:]} {'' if is_led_to and _TO_THE_END.match(after) else after[:120]}"
    if _DENIED_AFTER.search(after) and not _DENIED.search(before[-80:]):
        named = (_BLAMED_BEFORE.search(before), _SUSPECTED_BEFORE.search(before), _POSSIBLE_BEFORE.search(before))
        return _DISPUTED if any(named) else None
    if _DENIED.search(clause):
        return None
    if _HELD[0].search(before) and _HELD[1].search(after):
        return "blamed"
    if _THAT_THEY_CLAIMED[0].search(before) and _THAT_THEY_CLAIMED[1].search(after):
        return "claimed"
    for kind, behind, ahead in _SAID_OF_IT:
        if behind.search(before) or (ahead is not None and ahead.search(after)):
            return kind
    return None


def about(found: Sequence[Claim], sentences: Sequence[int], others: Sequence[int] = ()) -> list[Claim]:
    """The claims in the sentences that tell an event, soon after them, or amid what an article goes on to tell of it.

    Args:
        found: The claims of the article.
        sentences: Sentences that tell the event.
        others: Sentences that tell events of other places: a claim behind one of these is about that one.
    """
    return [
        claim
        for claim in found
        if (
            any(0 <= claim.sentence - sentence <= REACH for sentence in (sentences[0], sentences[-1]))
            or (sentences[0] < claim.sentence < sentences[-1] and not _is_among(others, sentences, claim.sentence))
        )
        and (claim.is_of_all or not any(sentences[-1] < other <= claim.sentence for other in others))
    ]


def _is_among(others: Sequence[int], sentences: Sequence[int], claim: int) -> bool:
    """Do sentences tell of other places between the last that tells an event before a claim, and the claim?"""
    last = max(sentence for sentence in sentences if sentence < claim)
    return any(last < other <= claim for other in others)


def is_disputed(claim: Claim) -> bool:
    """True for a claim that whoever is blamed denies, or turns against others."""
    return claim.kind == _DISPUTED


def is_denied(near: Sequence[Claim]) -> bool:
    """True where a group is blamed for an event and denies it."""
    return any(map(is_disputed, near))


def best(near: Sequence[Claim]) -> list[Claim]:
    """Of the claims about an event, those of the weightiest kind."""
    for kind in _KINDS:
        of_kind = [claim for claim in near if claim.kind == kind]
        if of_kind:
            return of_kind
    return []
