"""Generated from schemas/ by `python -m pipeline.contract.codegen`; do not edit. One record class a struct and a table.

What a column means stands in schemas/fields.yaml. Lists are tuples; None is null.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words of the article, by their place in its cleaned text. Struct `span`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence, by its place in the cleaned text. Struct `sentence`."""

    start: int
    end: int
    paragraph: int
    is_headline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """A place name as it stands in the text, with what the words around it say. Struct `place_name`."""

    start: int
    end: int
    text: str
    relation: str
    feature: str | None = None
    parent: int | None = None
    kind: str
    sentence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """A time expression as it stands in the text, before the day of publication is known. Struct `time_expression`."""

    start: int
    end: int
    text: str
    type: str
    form: str
    sentence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Casualty:
    """One figure of dead, injured or captured, with the words for those harmed. Struct `casualty`."""

    start: int
    end: int
    text: str
    effect: str
    low: int | None = None
    high: int | None = None
    quantifier: str
    group_start: int | None = None
    group_end: int | None = None
    group_text: str | None = None
    is_total: bool
    is_cumulative: bool
    series: int | None = None
    sentence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A person, group, thing or weapon that the article puts into an event. Struct `participant`."""

    role: str
    kind: str
    text: str
    start: int
    end: int
    phrase: str | None = None
    canonical: str | None = None
    count: int | None = None
    effect: str | None = None
    sureness: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Words of the article that support one value, and the rule that read them. Struct `evidence`."""

    field: str
    start: int
    end: int
    quote: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorSide:
    """An actor as resolved, on one side of an event. Struct `actor_side`."""

    name: str
    inter: int
    category: str
    iso3: str | None = None
    associates: tuple[str, ...] = ()
    is_known: bool
    is_generic: bool
    text: str
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A coded event of one article, as part of an event. Struct `member`."""

    coded_id: str
    article_id: str
    event_index: int
    publisher: str | None = None
    published: date | None = None
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as received. Table `articles`."""

    article_id: str
    source_name: str
    source_kind: str
    origin: str
    url: str | None = None
    media_type: str
    body: bytes
    headers: tuple[str, ...] = ()
    sha256: str
    title: str | None = None
    published: str | None = None
    language: str | None = None
    publisher: str | None = None
    first_seen_at: datetime
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One article. Table `sightings`."""

    article_id: str
    last_seen_at: datetime
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text of one article. Table `documents`."""

    article_id: str
    sha256: str
    text: str
    body_start: int
    title: str | None = None
    published: date | None = None
    published_at: datetime | None = None
    published_utc_offset: int | None = None
    published_basis: str
    author: str | None = None
    section: str | None = None
    url: str | None = None
    publisher: str | None = None
    source_name: str
    language_given: str | None = None
    is_boilerplate_only: bool
    removed: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleKeys:
    """One article. Table `article_keys`."""

    article_id: str
    keys: tuple[int, ...] = ()
    published: date | None = None
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedArticle:
    """One fingerprint of one article. Table `article_index`."""

    fingerprint: str
    article_id: str
    published: date | None = None
    minhash: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """One article. Table `admissions`."""

    article_id: str
    reviewer: str
    decided_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """The text of one article. Table `screened`."""

    article_id: str
    sha256: str
    text: str
    body_start: int
    title: str | None = None
    published: date | None = None
    published_at: datetime | None = None
    published_utc_offset: int | None = None
    published_basis: str
    author: str | None = None
    section: str | None = None
    url: str | None = None
    publisher: str | None = None
    source_name: str
    language_given: str | None = None
    is_boilerplate_only: bool
    removed: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    language: str | None = None
    language_confidence: float
    relevance: float
    is_relevant: bool
    duplicate_of: str | None = None
    similarity: float
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One article that tells of at least one event. Table `readings`."""

    article_id: str
    text: str
    written: str | None = None
    body_start: int
    title: str | None = None
    published: date | None = None
    url: str | None = None
    publisher: str | None = None
    source_name: str
    language: str
    relevance: float
    sentences: tuple[Sentence, ...] = ()
    place_names: tuple[PlaceName, ...] = ()
    time_expressions: tuple[TimeExpression, ...] = ()
    terms: tuple[str, ...] = ()
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One event told once in one article. Table `mentions`."""

    article_id: str
    mention_id: str
    sentence: int
    trigger: Span
    trigger_class: str
    trigger_rule: str
    trigger_classes: tuple[str, ...] = ()
    trigger_rules: tuple[str, ...] = ()
    head_lemma: str
    is_nominal: bool
    is_plural: bool
    realis: str
    realis_text: Span | None = None
    is_definite: bool
    is_new: bool
    is_cumulative: bool
    is_background: bool
    in_headline: bool
    agents: tuple[Participant, ...] = ()
    targets: tuple[Participant, ...] = ()
    weapons: tuple[Participant, ...] = ()
    others: tuple[Participant, ...] = ()
    cast: tuple[Participant, ...] = ()
    place_refs: tuple[int, ...] = ()
    time_ref: int | None = None
    time_scope: str
    casualties: tuple[Casualty, ...] = ()
    incident_count: int | None = None
    attribution: str | None = None
    attribution_text: Span | None = None
    crowd_size: str | None = None
    words: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One event of one article, not yet typed. Table `candidates`."""

    candidate_id: str
    article_id: str
    mention_ids: tuple[str, ...] = ()
    trigger_classes: tuple[str, ...] = ()
    trigger_rules: tuple[str, ...] = ()
    head_lemmas: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    realis: str
    reasons: tuple[str, ...] = ()
    is_background: bool
    in_headline: bool
    event_date: date | None = None
    time_precision: int | None = None
    date_start: date | None = None
    date_end: date | None = None
    date_basis: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    admin3: str | None = None
    location: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: int | None = None
    geo_resolution: str | None = None
    geonameid: int | None = None
    reported_place: str | None = None
    side1: tuple[ActorSide, ...] = ()
    side2: tuple[ActorSide, ...] = ()
    fatalities: int | None = None
    fatalities_low: int | None = None
    fatalities_high: int | None = None
    fatalities_side1: int | None = None
    fatalities_side2: int | None = None
    fatalities_civilians: int | None = None
    fatalities_unknown: int | None = None
    injured: int | None = None
    captured: int | None = None
    attribution: str | None = None
    attribution_text: Span | None = None
    weapon: str | None = None
    incident_count: int | None = None
    crowd_size: str | None = None
    flags: tuple[str, ...] = ()
    participants: tuple[Participant, ...] = ()
    cast: tuple[Participant, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    text_confidence: float
    terms: tuple[str, ...] = ()
    published: date | None = None
    url: str | None = None
    publisher: str | None = None
    source_name: str
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedEvent:
    """One event of one article. Table `coded_events`."""

    coded_id: str
    article_id: str
    event_index: int
    status: str
    reasons: tuple[str, ...] = ()
    confidence: float
    event_date: date | None = None
    year: int | None = None
    time_precision: int | None = None
    disorder_type: str | None = None
    event_type: str | None = None
    sub_event_type: str | None = None
    actor1: str | None = None
    assoc_actor_1: str | None = None
    inter1: str | None = None
    actor2: str | None = None
    assoc_actor_2: str | None = None
    inter2: str | None = None
    interaction: str | None = None
    civilian_targeting: str | None = None
    iso: int | None = None
    region: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    admin3: str | None = None
    location: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: int | None = None
    source: str | None = None
    source_scale: str | None = None
    notes: str | None = None
    fatalities: int | None = None
    tags: str | None = None
    date_start: date | None = None
    date_end: date | None = None
    date_basis: str | None = None
    geo_resolution: str | None = None
    geonameid: int | None = None
    fatalities_low: int | None = None
    fatalities_high: int | None = None
    fatalities_actor1: int | None = None
    fatalities_actor2: int | None = None
    fatalities_civilians: int | None = None
    fatalities_unknown: int | None = None
    injured: int | None = None
    captured: int | None = None
    attribution: str | None = None
    is_background: bool
    weapon: str | None = None
    reported_incident_count: int | None = None
    qa_flags: tuple[str, ...] = ()
    reported_place: str | None = None
    participants: tuple[Participant, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    terms: tuple[str, ...] = ()
    published: date | None = None
    url: str | None = None
    publisher: str | None = None
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMember:
    """One coded event. Table `event_members`."""

    coded_id: str
    article_id: str
    event_index: int
    event_id_cnty: str
    score: float
    month: str
    is_main: bool
    is_regrouped: bool
    points: int | None = None
    text_points: int | None = None
    name_points: int | None = None
    day_points: int | None = None
    place_points: int | None = None
    type_points: int | None = None
    actor_points: int | None = None
    person_points: int | None = None
    death_points: int | None = None
    standing_points: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldArticle:
    """One article. Table `told_articles`."""

    article_id: str
    sha256: str
    published: date | None = None
    url: str | None = None
    publisher: str | None = None
    duplicate_of: str | None = None
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupWords:
    """One coded event. Table `lookup_words`."""

    coded_id: str
    article_id: str
    event_id_cnty: str
    is_main: bool
    month: str
    looked_up_on: date | None = None
    exact_day: date | None = None
    country: str | None = None
    word_hashes: tuple[int, ...] = ()
    word_weights: tuple[int, ...] = ()
    name_hashes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupDay:
    """One coded event of a single known day and country. Table `lookup_days`."""

    coded_id: str
    article_id: str
    event_id_cnty: str
    is_main: bool
    month: str
    event_date: date
    country: str
    admin1: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventNumber:
    """One country. Table `event_numbers`."""

    prefix: str
    highest: int
    merge_rules: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedArticle:
    """One article. Table `changed_articles`."""

    article_id: str
    months: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEvent:
    """One event, published or held. Table `draft_events`."""

    event_id_cnty: str
    event_date: date | None = None
    year: int | None = None
    time_precision: int | None = None
    disorder_type: str | None = None
    event_type: str | None = None
    sub_event_type: str | None = None
    actor1: str | None = None
    assoc_actor_1: str | None = None
    inter1: str | None = None
    actor2: str | None = None
    assoc_actor_2: str | None = None
    inter2: str | None = None
    interaction: str | None = None
    civilian_targeting: str | None = None
    iso: int | None = None
    region: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    admin3: str | None = None
    location: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: int | None = None
    source: str | None = None
    source_scale: str | None = None
    notes: str | None = None
    fatalities: int | None = None
    tags: str | None = None
    timestamp: int
    date_start: date | None = None
    date_end: date | None = None
    date_basis: str | None = None
    geo_resolution: str | None = None
    geonameid: int | None = None
    fatalities_low: int | None = None
    fatalities_high: int | None = None
    fatalities_actor1: int | None = None
    fatalities_actor2: int | None = None
    fatalities_civilians: int | None = None
    fatalities_unknown: int | None = None
    injured: int | None = None
    captured: int | None = None
    attribution: str | None = None
    is_background: bool
    weapon: str | None = None
    reported_incident_count: int | None = None
    qa_flags: tuple[str, ...] = ()
    reported_place: str | None = None
    status: str
    reasons: tuple[str, ...] = ()
    confidence: float
    revision: int
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event, published or held. Table `events`."""

    event_id_cnty: str
    event_date: date | None = None
    year: int | None = None
    time_precision: int | None = None
    disorder_type: str | None = None
    event_type: str | None = None
    sub_event_type: str | None = None
    actor1: str | None = None
    assoc_actor_1: str | None = None
    inter1: str | None = None
    actor2: str | None = None
    assoc_actor_2: str | None = None
    inter2: str | None = None
    interaction: str | None = None
    civilian_targeting: str | None = None
    iso: int | None = None
    region: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    admin3: str | None = None
    location: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: int | None = None
    source: str | None = None
    source_scale: str | None = None
    notes: str | None = None
    fatalities: int | None = None
    tags: str | None = None
    timestamp: int
    date_start: date | None = None
    date_end: date | None = None
    date_basis: str | None = None
    geo_resolution: str | None = None
    geonameid: int | None = None
    fatalities_low: int | None = None
    fatalities_high: int | None = None
    fatalities_actor1: int | None = None
    fatalities_actor2: int | None = None
    fatalities_civilians: int | None = None
    fatalities_unknown: int | None = None
    injured: int | None = None
    captured: int | None = None
    attribution: str | None = None
    is_background: bool
    weapon: str | None = None
    reported_incident_count: int | None = None
    qa_flags: tuple[str, ...] = ()
    reported_place: str | None = None
    status: str
    reasons: tuple[str, ...] = ()
    confidence: float
    revision: int
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of one run. Table `checks`."""

    check_id: str
    severity: str
    description: str
    rows_checked: int
    rows_failed: int
    examples: tuple[str, ...] = ()
    is_passed: bool
    result: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseEvent:
    """One published event. Table `release_events`."""

    event_id_cnty: str
    event_date: date
    year: int
    time_precision: int
    disorder_type: str
    event_type: str
    sub_event_type: str
    actor1: str
    assoc_actor_1: str | None = None
    inter1: str
    actor2: str | None = None
    assoc_actor_2: str | None = None
    inter2: str | None = None
    interaction: str
    civilian_targeting: str | None = None
    iso: int
    region: str
    country: str
    admin1: str | None = None
    admin2: str | None = None
    admin3: str | None = None
    location: str
    latitude: float
    longitude: float
    geo_precision: int
    source: str
    source_scale: str
    notes: str
    fatalities: int
    tags: str | None = None
    timestamp: int
    date_start: date
    date_end: date
    date_basis: str
    geo_resolution: str
    geonameid: int | None = None
    fatalities_low: int | None = None
    fatalities_high: int | None = None
    fatalities_actor1: int | None = None
    fatalities_actor2: int | None = None
    fatalities_civilians: int | None = None
    fatalities_unknown: int | None = None
    injured: int | None = None
    captured: int | None = None
    attribution: str | None = None
    is_background: bool
    weapon: str | None = None
    reported_incident_count: int | None = None
    qa_flags: tuple[str, ...] = ()
    reported_place: str | None = None
    confidence: float
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSource:
    """One article that tells an event. Table `event_sources`."""

    event_id_cnty: str
    article_id: str
    event_index: int
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    sha256: str
    source_scale: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldEvent:
    """One held event. Table `held_events`."""

    event_id_cnty: str
    status: str
    reasons: tuple[str, ...] = ()
    event_date: date | None = None
    year: int | None = None
    time_precision: int | None = None
    disorder_type: str | None = None
    event_type: str | None = None
    sub_event_type: str | None = None
    actor1: str | None = None
    assoc_actor_1: str | None = None
    inter1: str | None = None
    actor2: str | None = None
    assoc_actor_2: str | None = None
    inter2: str | None = None
    interaction: str | None = None
    civilian_targeting: str | None = None
    iso: int | None = None
    region: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    admin3: str | None = None
    location: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: int | None = None
    source: str | None = None
    source_scale: str | None = None
    notes: str | None = None
    fatalities: int | None = None
    tags: str | None = None
    timestamp: int
    date_start: date | None = None
    date_end: date | None = None
    date_basis: str | None = None
    geo_resolution: str | None = None
    geonameid: int | None = None
    fatalities_low: int | None = None
    fatalities_high: int | None = None
    fatalities_actor1: int | None = None
    fatalities_actor2: int | None = None
    fatalities_civilians: int | None = None
    fatalities_unknown: int | None = None
    injured: int | None = None
    captured: int | None = None
    attribution: str | None = None
    is_background: bool
    weapon: str | None = None
    reported_incident_count: int | None = None
    qa_flags: tuple[str, ...] = ()
    reported_place: str | None = None
    confidence: float
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One value of one event, supported by one passage. Table `evidence_rows`."""

    event_id_cnty: str
    field: str
    article_id: str
    start: int
    end: int
    quote: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One changed column of one revision. Table `revisions`."""

    event_id_cnty: str
    revision: int
    changed_at: datetime
    field: str
    old_value: str | None = None
    new_value: str | None = None
    because_article_id: str | None = None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeProposal:
    """Two events that may be one. Table `merge_proposals`."""

    event_id_cnty: str
    other_event_id: str
    points: int
    text_points: int
    name_points: int
    day_points: int
    place_points: int
    type_points: int
    actor_points: int
    person_points: int
    death_points: int
    standing_points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One decision. Table `corrections`."""

    number: int
    action: str
    event_id_cnty: str
    other_event_id: str | None = None
    coded_ids: tuple[str, ...] = ()
    other_coded_ids: tuple[str, ...] = ()
    field: str | None = None
    new_value: str | None = None
    reviewer: str
    decided_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionOutcome:
    """One correction. Table `correction_outcomes`."""

    number: int
    is_applied: bool
    event_id_cnty: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """One deleted event. Table `deletions`."""

    event_id_cnty: str
    deleted_timestamp: int
    reason: str
    merged_into: str | None = None
    because_article_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One actor in one period. Table `actors`."""

    name: str
    aliases: tuple[str, ...] = ()
    inter: str
    country: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """One refused row of one stage. Table `rejects`."""

    stage: str
    key: str
    article_id: str | None = None
    reason: str
    detail: str
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcledEvent:
    """One published event. Table `acled_events`."""

    event_id_cnty: str
    event_date: date
    year: int
    time_precision: int
    disorder_type: str
    event_type: str
    sub_event_type: str
    actor1: str
    assoc_actor_1: str | None = None
    inter1: str
    actor2: str | None = None
    assoc_actor_2: str | None = None
    inter2: str | None = None
    interaction: str
    civilian_targeting: str | None = None
    iso: int
    region: str
    country: str
    admin1: str | None = None
    admin2: str | None = None
    admin3: str | None = None
    location: str
    latitude: float
    longitude: float
    geo_precision: int
    source: str
    source_scale: str
    notes: str
    fatalities: int
    tags: str | None = None
    timestamp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UcdpEvent:
    """One published event. Table `ucdp_events`."""

    id: int
    relid: str
    year: int
    active_year: bool | None = None
    code_status: str
    type_of_violence: int
    conflict_dset_id: int | None = None
    conflict_new_id: int | None = None
    conflict_name: str | None = None
    dyad_dset_id: int | None = None
    dyad_new_id: int | None = None
    dyad_name: str
    side_a_dset_id: int | None = None
    side_a_new_id: int | None = None
    side_a: str
    side_b_dset_id: int | None = None
    side_b_new_id: int | None = None
    side_b: str
    number_of_sources: int
    source_article: str | None = None
    source_office: str | None = None
    source_date: str | None = None
    source_headline: str | None = None
    source_original: str | None = None
    where_prec: int
    where_coordinates: str
    where_description: str | None = None
    adm_1: str | None = None
    adm_2: str | None = None
    latitude: float
    longitude: float
    geom_wkt: str
    priogrid_gid: int
    country: str
    country_id: int | None = None
    region: str
    event_clarity: int
    date_prec: int
    date_start: date
    date_end: date
    deaths_a: int
    deaths_b: int
    deaths_civilians: int
    deaths_unknown: int
    best: int
    high: int
    low: int
    gwnoa: int | None = None
    gwnob: int | None = None
