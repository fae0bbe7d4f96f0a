"""What makes violence without a named doer a public matter (CODING_RULES 4.4a): whom it struck, how it was done, and
what the article says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.language.quotes import quoted
from pipeline.language.word_sets import word_set
from pipeline.records import Candidate, Participant
from pipeline.reference.actors import categories

_PUBLIC = categories.SERVICES | {"official"}
_PUBLIC_ROLES = word_set("pipeline.classify", "public_roles")
#: Words for people who are public by what they are; posts, and the bodies in which one who has a post is public.
_PEOPLE = word_set("pipeline.classify", "public_people")
_POSTS = word_set("pipeline.classify", "public_posts")
_BODIES = word_set("pipeline.classify", "public_bodies")
#: Where one who leads or belongs is private: "a choir leader", "a member of a wedding party".
_PRIVATE = word_set("pipeline.classify", "private_bodies")
#: Titles of private people that hold a word for public ones: "a film critic", "an engineer of General Motors".
_TITLES = word_set("pipeline.classify", "private_titles")
_PRIVATE_TITLES = re.compile(rf"\b(?:{'|'.join(sorted(_TITLES))})s?\b", re.I)
#: Where people come from as often as they serve there, and posts of those who only come from there.
_AREAS = frozenset({"district", "province", "provincial"})
_SUBORDINATES = word_set("pipeline.classify", "subordinate_posts")
#: What stands for a government, a party, the press or a community of faith where it is struck.
_SITES = word_set("pipeline.classify", "public_sites")
#: Words for those who do violence for a cause, and for the fights of wars.
_CAUSES = word_set("pipeline.classify", "political_violence")
_COMMUNAL = word_set("pipeline.classify", "communal_words")
_WORD = re.compile(r"[a-z]+(?:[-'’][a-z]+)*")
#: Doers dressed as forces, or known for killing for others; "armed persons" are what reports call bands.
_DRESSED = re.compile(
    r"\b(?:attackers|gunmen|individuals|men|people|persons)\b(?: [\w-]+)?,? (?:who (?:were )?)?"
    r"(?:clad|dressed(?: up)?|in|wearing|wore)\b[^.;,]{0,30}"
    r"\b(?:camouflage|fatigues|flak jackets|(?<!school )uniforms?)\b"
    r"|\buniformed (?:individuals|men|people|persons)\b|\barmed (?:elements|individuals|people|persons|riders)\b"
    r"|\barmed [\w-]+ riders\b|\bdeath squads?\b"
)
#: What is left beside the dead for others to read.
_MESSAGE = re.compile(
    r"\b(?:banners?|messages?|placards?)\b[^.;]{0,30}\b(?:beside|near|next to|on|with) (?:the |their |his |her )?"
    r"(?:bod(?:ies|y)|corpses?|remains|victims?)\b"
)
_BANDS = r"(?:armed (?:factions|groups)|cartels|clans|gangs|militias|tribes)"
_RIVALS = re.compile(rf"\bbetween (?:[\w-]+ ){{0,2}}{_BANDS}\b|\brival {_BANDS}\b")
#: Whose quarrel is said to have brought it about, in the next words: "police blamed a rivalry between armed groups".
_BLAMED_ON_RIVALS = re.compile(
    rf"\b(?:dispute|feud|fighting|rivalry|turf war|war) (?:between|of) (?:[\w-]+ ){{0,2}}{_BANDS}\b"
)
#: What is tried on those whose death somebody wants for what they stand for.
_ON_A_LIFE = re.compile(r"\battempts? on (?:\w+['’]s?|h(?:er|is)|the|their) (?:li[fv]es?)\b")
#: How those who kill captives leave them.
_EXECUTED = re.compile(
    r"\b(?:hands|wrists) (?:were |had been )?(?:bound|tied)\b|\b(?:beheaded|blindfolded|decapitated|headless"
    r"|mutilated)\b|\b(?:marks|signs|traces) of (?:having been )?tortured?\b|\bbeen tortured\b"
)
#: Dead from which such a killing is none of one against one; chosen by hand.
_EXECUTIONS = 2
_NEXT = 120  # code points: about a sentence
#: What one is struck for who is struck for what he is, thinks or is held to have done to a side.
_FOR_WHAT_ONE_IS = re.compile(
    r"\b(?:accused|suspected) of (?:being (?:an? )?(?:agents?|apostates?|atheists?|collaborators?|gay|homosexuals?"
    r"|informants?|informers?|lesbians?|spies|spy|traitors?)|apostasy|blasphemy|collaborating|collaboration|espionage"
    r"|informing|spying)\b"
    r"|\b(?:attacked|killed|murdered|targeted) (?:because of|for|over) (?:his|her|their) (?:\w+ )?"
    r"(?:activism|beliefs?|blog|comments|criticism|ethnicity|faith|opinions?|posts|religion|remarks|reporting|views"
    r"|writings?)\b"
)
#: Who kills for others, told of him who did it.
_ASSASSIN = re.compile(r"\bby (?:an? |the |[\"“] ?)*(?:[\w-]+ ){0,4}assassins?\b")
#: One of those who belong to a body that the sentence names before: "a union said that one of its organisers was shot".
_ONE_OF_ITS = re.compile(r"\bone of (?:its|their) (?P<who>[\w-]+(?: [\w-]+)?)")
_MOTIVE = re.compile(r"\bpolitical(?:ly)?[- ](?:assassination|crime|killing|motivat|motive|murder|nature|violence)")
_DENIED = re.compile(
    r"(?:\b(?:neither|never|no|nor|not(?! far\b| only\b)|without)\b|n['’]t\b)[^.,;]{0,25}"
    rf"\b(?:political|{'|'.join(sorted(_CAUSES))})"
)
#: Where the words of an apposition end, and what is said there of a person by a verb.
_APPOSED = re.compile(r"(?:,| \() ?(?:aged )?(?:\d+,? )?(?P<who>[^,.;:()]{3,90})")
_VERBS = re.compile(
    r"\b(?:according|added|announced|confirmed|had|has|is|reported|ruled|said|says|testified|told|was|were|when|where"
    r"|while|whose|wrote)\b"
)
_LONGEST_SHORT_TITLE = 5  # code points with its stop: "Msgr."; the last word of a sentence is longer
_REACH = 80  # code points before a last name in which a title may stand
_TITLED = 5  # words before a last name among which the title stands: "Liberal leader Luis Carlos X"
#: What is told of one struck behind the words for him: "a man who ran for the party", "a woman working for the mayor".
_TOLD_BEHIND = re.compile(
    r",? (?:who (?:ran|served|works?|worked)|(?:who (?:is|was) )?(?:appointed|elected|employed|working)"
    r"|who (?:is|was)(?: also| considering| on| once| running| standing)? (?:an?|as|running|the))\b"
    r"(?P<what>(?:(?!\b(?:beside|near|opposite|outside)\b)[^,.;:]){3,90})"
)
_OFFICES = frozenset({"election", "elections", "government", "ministry", "municipality", "parliament"})
_GENERAL = re.compile(r"\bGen(?:eral|\.)? [A-Z]")
_HONORIFICS = frozenset({"dr", "haji", "miss", "mr", "mrs", "ms", "professor", "sir"})
#: First words of a title that is no name.
_RANKS = frozenset({"acting", "assistant", "associate", "chief", "deputy", "executive", "senior", "vice"})
_LONGEST_NAME = 3  # words that may stand before the last name of one person
_LEAST_NAME = 4  # letters: a shorter last name is too often a word


def is_public(candidate: Candidate, text: str) -> bool:
    """Were people struck whose office, calling or cause makes it a public matter, or what stands for such people?

    Args:
        candidate: The event.
        text: The article, in which another sentence may say who somebody is; empty where it is not at hand.
    """
    if any(s.category in _PUBLIC or any(map(_is_public_role, s.associates)) for s in candidate.side2):
        return True
    if any(s.category == "armed_group" and s.is_known for s in candidate.side2):
        return True
    struck = _struck(candidate)
    if any(_says_public(p.phrase or p.text, _last_name(p)) for p in struck if p.kind != "physical"):
        return True
    if any(_words(p.phrase or p.text) & (_SITES | _PEOPLE) for p in struck if p.kind == "physical"):
        return True
    if _is_one_of_its(candidate, text):
        return True
    return any(_is_named_public(p, text) or _is_told_public(p, text) for p in struck if p.kind != "physical")


def _is_one_of_its(candidate: Candidate, text: str) -> bool:
    """ "A union said that one of its organisers had been shot": whose, the words before say."""
    for one in candidate.evidence:
        found = _ONE_OF_ITS.search(one.quote.lower()) if one.field == "event" else None
        if found is not None and _words(found["who"]) & (_POSTS | _PEOPLE):
            before = _sentence_before(text, one.start) + one.quote[: found.start()]
            return bool(_words(before) & _BODIES)
    return False


def _sentence_before(text: str, start: int) -> str:
    """The words of the sentence that stand before an offset in it."""
    before = text[max(0, start - _NEXT) : start].lower()
    return re.split(r"[.!?]\s", before)[-1]


def is_political(candidate: Candidate, text: str) -> bool:
    """Do the words call it an assassination, terror or a quarrel of communities or gangs, or tell executions?

    Args:
        candidate: The event.
        text: The article, whose next words may say how the dead were left; empty where it is not at hand.
    """
    if any(lemma.startswith("assassin") for lemma in candidate.head_lemmas):
        return True
    told = quoted(candidate.evidence, "event")
    words = set(candidate.words) - said_of_struck(candidate)
    if words & _COMMUNAL or "civilians" in said_of_struck(candidate):
        return True
    if (words & _CAUSES or _MOTIVE.search(told)) and not _DENIED.search(told):
        return True
    if any(sign.search(told) for sign in (_DRESSED, _MESSAGE, _ON_A_LIFE, _RIVALS)):
        return True
    ends = (one.end for one in candidate.evidence if one.field == "event")
    told = " ".join([told, *(text[end : end + _NEXT].lower() for end in ends)])
    if _BLAMED_ON_RIVALS.search(told):
        return True
    are_several = (candidate.fatalities or 0) >= _EXECUTIONS or "FATALITIES_UNKNOWN_PLURAL" in candidate.flags
    return are_several and _EXECUTED.search(told) is not None


def is_for_a_cause(candidate: Candidate, text: str) -> bool:
    """Was somebody struck for what he is or thinks, or by one who kills for others? A lone man may do so too.

    Args:
        candidate: The event.
        text: The article, whose sentence may say so around the event; empty where it is not at hand.
    """
    around = " ".join(
        " ".join((_sentence_before(text, one.start), one.quote.lower(), text[one.end : one.end + _NEXT].lower()))
        for one in candidate.evidence
        if one.field == "event"
    )
    return _FOR_WHAT_ONE_IS.search(around) is not None or _ASSASSIN.search(around) is not None


def said_of_struck(candidate: Candidate) -> set[str]:
    """The words of those struck, which say nothing of those who did it."""
    said = {word for side in candidate.side2 for word in _words(side.text)}
    return said.union(*(_words(p.phrase or p.text) for p in _struck(candidate)))


def _struck(candidate: Candidate) -> Iterable[Participant]:
    return [p for p in candidate.participants if p.role in ("target", "victim")]


def _words(text: str) -> set[str]:
    return {word.removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text.lower())}


def _is_public_role(associate: str) -> bool:
    """Whether those struck are public by what they are: "Teachers (Kenya)", and not "Women (United States)"; or a group
    with a name, a party."""
    what, bracket, _ = associate.partition(" (")
    return not bracket or any(word.startswith(role) for word in what.lower().split() for role in _PUBLIC_ROLES)


def _last_name(participant: Participant) -> str:
    """The last name of somebody with a name; "" where the words are none: "Assistant Director"."""
    names = participant.text.split()
    if names and names[0].lower() in _RANKS:
        return ""
    return names[-1] if names and all(name[:1].isupper() for name in names) else ""


def _says_public(phrase: str, name: str = "") -> bool:
    """ "An opposition leader", "the head of a provincial council"; not "the head of a family", nor one with the name of
    an office: "Ann Bishop"."""
    phrase = _PRIVATE_TITLES.sub("", phrase)
    words = _words(phrase) - {name.lower()}
    if words & _PRIVATE:
        return False
    posts, bodies = words & _POSTS, words & _BODIES
    is_from_there = posts <= _SUBORDINATES and bodies <= _AREAS  # "workers from Punjab province"
    if words & _PEOPLE or (posts and bodies and not is_from_there):
        return True
    return _GENERAL.search(phrase) is not None


def _is_named_public(participant: Participant, text: str) -> bool:
    """Does the article say elsewhere that one struck is public: "Mayor X", "X, a member of parliament"?"""
    name = _last_name(participant)
    if len(name) < _LEAST_NAME:
        return False
    for found in re.finditer(rf"\b{re.escape(name)}\b", text):
        before = text[max(0, found.start() - _REACH) : found.start()]
        if _is_namesake(participant, before):
            continue
        if _has_title(before):
            return True
        behind = _APPOSED.match(text, found.end())
        if behind is not None and not _VERBS.search(behind["who"]) and _says_public(behind["who"]):
            return True
    return False


def _is_namesake(participant: Participant, before: str) -> bool:
    """Is the last name of one struck told here behind another first name: "Imran Khan", where Ahmad Khan was struck?"""
    firsts, words = participant.text.split()[:-1], before.split()[-_LONGEST_NAME:]
    if not firsts or not before.endswith(" ") or any(word in firsts for word in words):
        return False
    first = words[-1] if words else ""
    return first.isalpha() and first.istitle() and first.lower() not in _PEOPLE | _POSTS | _HONORIFICS


def _has_title(before: str) -> bool:
    """Does the name that follows these words begin with a title: "MP ", "the opposition leader John "?"""
    words = _PRIVATE_TITLES.sub("", before.rpartition("\n\n")[2]).split()[-_TITLED:]
    for index, word in reversed(list(enumerate(words))):
        if word.endswith((",", ";", ":")) or (word.endswith(".") and len(word) > _LONGEST_SHORT_TITLE):
            return False
        if word.rstrip(".").lower() in _PEOPLE:
            return not (index and words[index - 1].lower() in _PRIVATE)  # "choir leader Hassan"
        if not word[:1].isupper():
            return False
    return False


def _is_told_public(participant: Participant, text: str) -> bool:
    """ "A man working for the ministry", "X, who was on the list of a party"."""
    end = participant.start + len(participant.text)
    told = _TOLD_BEHIND.match(text, end)
    return told is not None and (_says_public(told["what"]) or bool(_words(told["what"]) & _OFFICES))
