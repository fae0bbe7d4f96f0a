"""Train the models of `pipeline/extract/roles.py`: who has which part in an event, and in which words.

From the root of the repository, where `pip install -e .` was done and the gazetteer is built; the verifier first:

    python benchmarks/training/roles.py gather TRAIN_FOLDER > nouns.jsonl
    python benchmarks/training/roles.py fit nouns.jsonl pipeline/extract/patterns

`gather` reads the articles of `muc4.jsonl` and writes one line an article: its nouns with their features and cuts, the
mentions that the pipeline keeps as events, and what human coders listed. A noun has a part where one of its cuts, in
small letters without articles and punctuation, is a string that a coder listed for it. Reports of single incidents
(`pitf.jsonl`, `isaf.jsonl`) have no such lists. There the rules teach: whom they put into an asserted act of violence
has the part that they say, so that the model does not forget on short reports of today what the rules read well.
`fit` weighs the features: multinomial logistic regressions with a quadratic penalty (L-BFGS from zero, so that the same
lines give the same weights). It writes `roles.csv` and `role_cuts.csv` and prints what five-fold cross-validation over
the articles gives, with a verifier that has not seen the article either: entities of a part over the articles, each
named once, by the words that stand for it, for the thresholds of `pipeline/classify/casting.py` that are tried.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import scipy.sparse
from scipy.optimize import minimize
from verifier import Data, Line, labels, read, typed_in

from pipeline.classify.casting import Told, choose
from pipeline.classify.signs import beside as told_beside
from pipeline.classify.signs import signs
from pipeline.classify.verifier import JUDGED as JUDGED_SUBS
from pipeline.classify.verifier import REFUSED_BELOW, SURELY_NONE_BELOW, probability, refused
from pipeline.extract import articles as reader
from pipeline.extract.participants import is_participant
from pipeline.extract.role_features import describe, find_nouns
from pipeline.extract.role_spans import Piece, actor_names, beside, entities, find_cuts, standing_for
from pipeline.extract.roles import FLOOR, JUDGED, as_participant, joined
from pipeline.language.phrases import plain_words
from pipeline.records import Participant
from pipeline.resolve.entities import SHORT, each_once, heard

#: A feature is weighed when so many articles have it; rarer ones are names and chance.
MIN_ARTICLES = 3
PENALTY, STEPS = 10.0, 60
CUT_PENALTY, CUT_STEPS = 1.0, 80
FOLDS = 5
#: Part -> key of the coders' list.
LISTS = {
    "person": "perp_individuals",
    "group": "perp_organizations",
    "target": "physical_targets",
    "victim": "human_targets",
    "weapon": "weapons",
}
#: Files of single incidents, how many articles of each are read, and what a noun of theirs weighs against one of muc4.
SINGLE = {"pitf": 900, "isaf": 250}
SINGLE_WEIGHT = 0.3
_ASSERTED = frozenset({"asserted", "attempted"})
_GROUP_KINDS = frozenset({"group", "organization", "government", "country"})
_THING_KINDS = frozenset({"building", "vehicle", "infrastructure", "road", "base", "physical"})
_WEAPON_KINDS = frozenset({"explosive", "missile", "aircraft", "weapon"})
#: Least products of chances that are tried (`casting.LISTED_FROM` and `STRUCK_FROM`), and least sureness of those near
#: refused mentions.
LEAST, STRUCK = (0.12, 0.14, 0.16, 0.2), (0.2, 0.25, 0.3, 0.35, 0.4)
ANYWHERE = (0.5, 0.6, 1.01)
#: A weight smaller than this in every column changes little: left out.
SMALLEST = 0.03


def gather(folder: Path) -> None:
    """Print one line an article."""
    seen: list[dict[str, Any]] = []

    def look(doc: Any, drafts: Any) -> list[Any]:
        nouns = find_nouns(doc)
        describe(nouns, drafts)
        number = {id(draft): index for index, draft in enumerate(drafts)}
        for noun in nouns:
            seen.append(
                {
                    "index": noun.head.i,
                    "kind": noun.kind,
                    "near": None if noun.near is None else number[id(noun.near)],
                    "judged": noun.near is not None and noun.near.head.kind in JUDGED,
                    "by_rule": _by_rule(noun),
                    "beside": beside(noun),
                    "actors": sorted(actor_names(noun)),
                    "features": noun.features,
                    "cuts": [
                        [plain_words(doc[cut.start : cut.end].text), list(cut.features)] for cut in find_cuts(noun)
                    ],
                }
            )
        return [None for _ in drafts]

    reader.assign = look  # type: ignore[attr-defined]
    for name in ("muc4", *SINGLE):
        rows = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").split("\n") if line]
        for row in rows[: SINGLE.get(name)]:
            seen.clear()
            article = {"set": name, "article": row["id"], "nouns": seen, "events": _events_of(name, row)}
            if name not in SINGLE:
                article["listed"] = {role: _merged(row["gold"]["events"], key) for role, key in LISTS.items()}
            print(json.dumps(article))


def _events_of(source: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The candidates of one article: their mentions, how surely each is an event, and whom the rules put into it."""
    reading, found = typed_in(read(row))
    told = labels(source, row, found, reading)
    out = []
    for index, typed in enumerate(found):
        candidate, others = typed.candidate, told_beside(typed, found)
        is_judged = typed.sub in JUDGED_SUBS
        out.append(
            {
                "mentions": [int(mention.rsplit("#m", 1)[1]) for mention in candidate.mention_ids],
                "told": told.get(index),
                "chance": probability(typed, others, reading) if is_judged else None,
                "is_lenient": refused(typed, SURELY_NONE_BELOW) is None,
                "signs": sorted(signs(typed, others, reading)) if is_judged and source not in SINGLE else [],
                "is_led": any(m.sentence < 2 and m.realis in _ASSERTED for m in typed.mentions),
                "is_short": reading is not None and len(reading.sentences) <= SHORT,
                "rules": [[p.role, p.kind, p.text, p.start, p.end, p.canonical] for p in candidate.participants],
            }
        )
    return out


def _by_rule(noun: Any) -> list[str]:
    """Parts that the rules give a noun in asserted acts of violence."""
    out = set()
    for side, rule, draft in noun.roles:
        if draft.head.kind not in JUDGED or draft.realis not in _ASSERTED or rule == "argument.modifier":
            continue
        if noun.kind in _WEAPON_KINDS:
            out |= {"weapon"} if side == "weapon" else set()
        elif side == "agent" and is_participant(noun.head) and noun.kind not in _THING_KINDS:
            out.add("group" if noun.kind in _GROUP_KINDS else "person")
        elif side == "patient" and is_participant(noun.head):
            out.add("target" if noun.kind in _THING_KINDS else "victim")
    return sorted(out)


def _merged(events: Sequence[dict[str, Any]], key: str) -> list[list[str]]:
    """Entities of all events of an article, those that share a string as one."""
    out: list[set[str]] = []
    for entity in (entity for event in events for entity in event.get(key, ())):
        strings = {" ".join(plain_words(text)) for text in entity} - {""}
        for other in [other for other in out if other & strings]:
            out.remove(other)
            strings |= other
        if strings:
            out.append(strings)
    return [sorted(strings) for strings in out]


def _fit(x: Any, y: Any, weight: Any, penalty: float, steps: int) -> Any:
    """Weights, one row a feature and a last row of biases, one column a class."""
    n, k, transposed = x.shape[1], y.shape[1], x.T.tocsr()

    def loss(v: Any) -> tuple[float, Any]:
        w = v.reshape(n + 1, k)
        z = x @ w[:n] + w[n]
        z -= z.max(1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(1, keepdims=True)
        value = -(weight * np.log((p * y).sum(1) + 1e-12)).sum() + penalty / 2 * (w[:n] ** 2).sum()
        error = weight[:, None] * (p - y)
        gradient = np.vstack([transposed @ error + penalty * w[:n], error.sum(0)])
        return float(value), gradient.ravel()

    found = minimize(loss, np.zeros((n + 1) * k), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return found.x.reshape(n + 1, k)


def _columns(samples: Iterable[tuple[str, Sequence[str]]]) -> dict[str, int]:
    seen: dict[str, set[str]] = defaultdict(set)
    for article, features in samples:
        for name in features:
            seen[name].add(article)
    return {name: i for i, name in enumerate(sorted(n for n, found in seen.items() if len(found) >= MIN_ARTICLES))}


def _matrix(rows: Iterable[Sequence[str]], columns: dict[str, int]) -> Any:
    pointers, indices = [0], []
    for features in rows:
        indices.extend(sorted({columns[name] for name in features if name in columns}))
        pointers.append(len(indices))
    shape = (len(pointers) - 1, len(columns))
    return scipy.sparse.csr_matrix((np.ones(len(indices)), indices, pointers), shape=shape)


def _parts(article: dict[str, Any], noun: dict[str, Any]) -> list[str]:
    if article["set"] in SINGLE:
        by_rule: list[str] = noun["by_rule"]
        return by_rule
    words = {" ".join(plain) for plain, _ in noun["cuts"]}
    return [role for role in LISTS if any(words & set(strings) for strings in article["listed"][role])]


def _train_roles(articles: Sequence[dict[str, Any]]) -> tuple[dict[str, int], Any]:
    rows, labels, weights = [], [], []
    for article in articles:
        for noun in article["nouns"]:
            parts = _parts(article, noun)
            rows.append((article["article"], noun["features"]))
            labels.append([0 if parts else 1, *((role in parts) / max(1, len(parts)) for role in LISTS)])
            weights.append(SINGLE_WEIGHT if article["set"] in SINGLE else 1.0)
    columns = _columns(rows)
    x = _matrix((f for _, f in rows), columns)
    return columns, _fit(x, np.array(labels, float), np.array(weights), PENALTY, STEPS)


def _train_cuts(articles: Sequence[dict[str, Any]]) -> tuple[dict[str, int], Any]:
    rows, labels = [], []
    for article in articles:
        for noun in article["nouns"] if article["set"] not in SINGLE else ():
            for role in _parts(article, noun):
                strings = {text for entity in article["listed"][role] for text in entity}
                right = [" ".join(plain) in strings for plain, _ in noun["cuts"]]
                if not all(right):
                    for (_, features), good in zip(noun["cuts"], right, strict=True):
                        rows.append((article["article"], joined(features, role, noun["kind"])))
                        labels.append([1.0 - good, float(good)])
    columns = _columns(rows)
    return columns, _fit(
        _matrix((f for _, f in rows), columns), np.array(labels), np.ones(len(rows)), CUT_PENALTY, CUT_STEPS
    )


def _sureness(article: dict[str, Any], roles: Any) -> Any:
    """Probability of no part and of each part, a row a noun."""
    columns, w = roles
    z = _matrix((noun["features"] for noun in article["nouns"]), columns) @ w[:-1] + w[-1]
    p = np.exp(z - z.max(1, keepdims=True))
    return p / p.sum(1, keepdims=True)


def _found(article: dict[str, Any], roles: Any, cuts: Any) -> list[tuple[set[int], Any]]:
    """What `roles.assign` finds in an article: mentions near which a participant is named, and the participant."""
    p = _sureness(article, roles)
    out = []
    for number, role in enumerate(LISTS, start=1):
        pieces, nouns = [], {}
        for noun, sureness in zip(article["nouns"], p[:, number], strict=True):
            if sureness < FLOOR or not noun["judged"]:
                continue
            points = [
                sum(cuts[1][cuts[0][f], 1] - cuts[1][cuts[0][f], 0] for f in names if f in cuts[0])
                for names in (joined(features, role, noun["kind"]) for _, features in noun["cuts"])
            ]
            words = tuple(noun["cuts"][int(np.argmax(points))][0])
            if words:
                known = frozenset(noun["actors"])
                nouns[noun["index"]] = noun
                pieces.append(Piece(noun["index"], noun["kind"], words, float(sureness), noun["beside"], known))
        for entity in entities(pieces):
            most = max(piece.probability for piece in entity)
            stands = standing_for(entity)
            near = {
                nouns[piece.index]["near"]
                for piece in entity
                if piece.probability >= LEAST[0] or piece.probability == most
            }
            out.append((near, as_participant(role, stands.kind, " ".join(stands.words), stands.index, most)))
    return out


def _cross_chances(articles: Sequence[dict[str, Any]]) -> None:
    """Give each candidate a chance by a verifier that has not seen its article."""
    judged = [
        (event, Line("muc4", article["article"], event["told"], frozenset(event["signs"])))
        for article in articles
        for event in article["events"]
        if event["signs"] and event["told"] is not None
    ]
    for (event, _), chance in zip(judged, Data([line for _, line in judged]).crossed(), strict=True):
        event["chance"] = float(chance)


def _listed(
    article: dict[str, Any],
    found: Sequence[tuple[set[int], Any]],
    least: float,
    struck: float,
    anywhere: float,
    *,
    only_judged: bool,
) -> dict[str, set[str]]:
    """Part -> what the events of an article list, those that the verifier keeps."""
    told, others, taken = [], [], set()
    for event in article["events"]:
        names = "role kind text start end canonical".split()
        rules = [Participant(**dict(zip(names, values, strict=True))) for values in event["rules"]]
        here = [
            p
            for near, p in found
            if near & set(event["mentions"]) and p.sureness >= (struck if _part(p) == "victim" else least)
        ]
        taken |= set(event["mentions"])
        bound = SURELY_NONE_BELOW if event["is_lenient"] else REFUSED_BELOW
        if event["chance"] is not None and event["chance"] < bound:
            others.append(here)
        elif event["chance"] is not None or not only_judged:
            besides = heard(here, rules, is_led=event["is_led"], is_short=event["is_short"])
            known = {(p.start, p.end): p.canonical for p in rules if p.canonical}
            told.append(Told(event["chance"], tuple(each_once([*here, *besides], known))))
    others.append([p for near, p in found if not near & taken])
    out: dict[str, set[str]] = {role: set() for role in LISTS}
    for participant in (
        p for cast in choose(told, others, least=least, struck=struck, anywhere=anywhere) for p in cast
    ):
        out[_part(participant)].add(" ".join(plain_words(participant.text)))
    return out


def _part(participant: Any) -> str:
    if "weapon" in (participant.role, participant.kind):
        return "weapon"
    if participant.role == "perpetrator":
        return "group" if participant.kind == "organization" else "person"
    return "target" if participant.kind == "physical" else "victim"


def _figures(lists: Sequence[dict[str, Any]], given: Sequence[dict[str, set[str]]], role: str) -> Any:
    """Entities right, given, and listed."""
    counts = np.zeros(3)
    for article, names in zip(lists, given, strict=True):
        right = sum(bool(names[role] & set(strings)) for strings in article["listed"][role])
        counts += (right, len(names[role]), len(article["listed"][role]))
    return counts


def fit(lines: Iterable[str], folder: Path) -> None:
    """Write the weights, and print the figures."""
    articles = [json.loads(line) for line in lines]
    lists = [article for article in articles if article["set"] not in SINGLE]
    _cross_chances(lists)
    fold = [crc32(article["article"].encode()) % FOLDS for article in articles]
    found: dict[str, Any] = {}
    for k in range(FOLDS):
        rest = [article for article, f in zip(articles, fold, strict=True) if f != k]
        models = _train_roles(rest), _train_cuts(rest)
        for article, f in zip(articles, fold, strict=True):
            if f == k and article["set"] not in SINGLE:
                found[article["article"]] = _found(article, *models)
    for only_judged in (True, False):
        print("events that the verifier judges:" if only_judged else "all events:")
        for least, struck, anywhere in product(LEAST, STRUCK, ANYWHERE):
            given = [
                _listed(article, found[article["article"]], least, struck, anywhere, only_judged=only_judged)
                for article in lists
            ]
            counts = {role: _figures(lists, given, role) for role in LISTS}
            said = " | ".join(f"{role} {_say(of)}" for role, of in counts.items())
            print(
                f"from {least}, struck from {struck}, anywhere from {anywhere}: {_say(sum(counts.values()))} | {said}"
            )
    sys.stdout.flush()
    columns, w = _train_roles(articles)
    _write(folder / "roles.csv", ("feature", "none", *LISTS), columns, w - w.mean(1, keepdims=True))
    columns, w = _train_cuts(articles)
    _write(folder / "role_cuts.csv", ("feature", "weight"), columns, w[:, 1:] - w[:, :1])


def _say(counts: Any) -> str:
    right, given, listed = counts
    # Of none, none is right.
    precision, recall = 100 * right / max(given, 1), 100 * right / max(listed, 1)
    f1 = 200 * right / max(given + listed, 1)
    return f"P {precision:.1f} R {recall:.1f} F1 {f1:.1f} ({listed:.0f})"


def _write(path: Path, header: Sequence[str], columns: dict[str, int], w: Any) -> None:
    table = {name: w[i] for name, i in columns.items()} | {"bias": w[-1]}
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        for name, values in sorted(table.items()):
            rounded = [round(float(value), 2) + 0.0 for value in values]
            if name == "bias" or max(map(abs, rounded)) >= SMALLEST:
                writer.writerow((name, *rounded))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(required=True, dest="step")
    first = steps.add_parser("gather", help="read the articles")
    first.add_argument("folder", type=Path, help="training part of the labelled data")
    second = steps.add_parser("fit", help="weigh the features")
    second.add_argument("lines", type=Path, help="what `gather` wrote")
    second.add_argument("target", type=Path, help="folder in which roles.csv and role_cuts.csv are written")
    given = parser.parse_args()
    if given.step == "gather":
        gather(given.folder)
    else:
        fit(given.lines.read_text("utf-8").splitlines(), given.target)


if __name__ == "__main__":
    main()
