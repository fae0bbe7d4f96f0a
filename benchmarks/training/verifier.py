"""Train the verifier of `pipeline/classify`: would a human coder write a candidate down as an event?

    python benchmarks/training/verifier.py TRAIN_FOLDER pipeline/classify

Writes `verifier.csv` and `article_words.csv` (see `article_words.py`) into the second folder.

Each article of the training folder is read as `casus code` reads it; each candidate of a judged sub-event becomes one
line of signs (`pipeline/classify/signs.py`), told or not told:
- `muc4`: told when it pairs, one to one and likest first, with a coded incident of a fitting type; optional incidents
  say nothing. Twice the same incident is told once, so the model learns to know a retelling too.
- sets of single incidents (`SINGLE`): the main event is told, the others say nothing.
- `wire.jsonl`, beside this file: articles of our own, from agencies' reports of several incidents to obituaries and
  opinions. Of each event a coder wrote down the sentence that first tells it; what tells none, or one of them again, is
  not told; what is too doubtful to be said stands under `unclear` and says nothing.
- `topics_bbc`, ordinary news: nothing is told. `glocon_doc`: demonstrations of documents on protest are told, those of
  the others are not; other violence in them says nothing.

One sign of a line is what the words of its whole article say, by a model that has not seen that article.

The model is a logistic regression with a quadratic penalty, solved in the dual by Newton's method in a fixed order, so
that the same lines give the same weights. On standard error stand, each cross-validated over
articles: precision and recall by threshold, the reliability table, and how many told events of a set are kept by a
model that never saw that set.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import article_words
import numpy as np

from pipeline import contract, flow
from pipeline.classify.article_words import signs_of_odds, words_of
from pipeline.classify.signs import beside, signs
from pipeline.classify.typed import Typed, type_candidates
from pipeline.classify.verifier import JUDGED
from pipeline.commands.questions import RUN, alone, asked, distinct
from pipeline.records import Reading
from pipeline.runner import run_articles

#: Penalty of a weight, and how much more a family of signs counts than words that hang on the trigger (its penalty is
#: divided by this): more the few signs that say something in general, less the many words of the sentence. Chosen by
#: cross-validation on the training part of muc4; half or twice of each changes the area under the curve by 0.003.
PENALTY = 0.05
LIGHT = {"said": 0.1, "left": 0.5, "right": 0.5}
LIGHTER = 2.0
_PLAIN = ("word", "term", "head", "rule", "class", "reason", "flag", "agent", "target", *LIGHT)
NEWTON_STEPS = 12
#: A sign is weighed when so many candidates have it; rarer ones are names and chance.
MIN_SEEN = 8
#: Words count only where news writes them small: a name must not decide whether something happened.
SMALL_WORDS = Path("pipeline/extract/patterns/small_words.txt")
WORDS = frozenset({"word", "term", "head", "said", "left", "right", "agent", "target"})
FOLDS = 5
#: Sets of single incidents, and what a candidate of theirs weighs against one from muc4: their texts are short and all
#: alike. Those that tell fights between armed sides weigh more: the coders of muc4 were not asked for most of these.
SINGLE = {"pitf": 0.2, "isaf": 0.5, "case21_task2": 0.5, "airwars": 0.2, "gva": 0.2, "gvc": 0.2}
#: Articles of our own; the few that are like what comes in today weigh more than those of muc4.
OWN = Path(__file__).with_name("wire.jsonl")
OWN_WEIGHT = 1.0
ORDINARY = ("topics_bbc",)
PROTEST = ("glocon_doc",)
#: What a line of a set weighs; 1 for those not named.
WEIGHTS = {**SINGLE, OWN.stem: OWN_WEIGHT}
#: Articles of a set that are read at most: reports of one kind are alike, and those of airwars long.
MOST = {"airwars": 150, "gva": 100, "gvc": 100}
MOST_ELSE = 500
DEMONSTRATIONS = frozenset(
    {
        "Peaceful protest",
        "Protest with intervention",
        "Excessive force against protesters",
        "Violent demonstration",
        "Mob violence",
    }
)
_CLASHES = {"Armed clash", "Government regains territory", "Non-state actor overtakes territory"}
_FIRED = {
    "Shelling/artillery/missile attack",
    "Air/drone strike",
    "Grenade",
    "Remote explosive/landmine/IED",
    "Suicide bomb",
}
_CROWDS = {"Mob violence", "Violent demonstration"}
#: Incident types of MUC and the sub-events that answer them.
FITTING: dict[str, set[str]] = {
    "ATTACK": {"Attack", "Sexual violence", "Excessive force against protesters"} | _CROWDS | _CLASHES | _FIRED,
    "BOMBING": _FIRED,
    "KIDNAPPING": {"Abduction/forced disappearance"},
    "ARSON": {"Looting/property destruction"} | _CROWDS,
    "ROBBERY": {"Looting/property destruction"},
}
#: Sub-events that answer none of them say nothing in muc4.
_MUC = frozenset().union(*FITTING.values())
_ROLES = ("perp_individuals", "perp_organizations", "physical_targets", "human_targets", "weapons")


@dataclass(frozen=True)
class Line:
    """One candidate: its set and article, told (1) or not (0), its signs."""

    source: str
    article: str
    told: int
    signs: frozenset[str]


def _likeness(gold: dict[str, Any], typed: Typed) -> int:
    """0 where the types do not fit, else more for the same day and each shared word for somebody or something."""
    if not any(typed.sub in FITTING.get(kind, set()) for kind in gold["type"]):
        return 0
    given = {p.text.lower() for p in typed.candidate.participants}
    named = {text.lower() for role in _ROLES for entity in gold.get(role) or () for text in entity}
    day = typed.candidate.event_date.isoformat() if typed.candidate.event_date else None
    return 2 + 2 * (day is not None and day == gold.get("date_start")) + len(given & named)


def _incidents(golds: Sequence[dict[str, Any]], found: Sequence[Typed]) -> dict[int, int]:
    """Told (1) or not (0) by index; what answers an optional incident, or none that MUC asks for, is left out."""
    golds = sorted(golds, key=lambda gold: bool(gold.get("optional")))
    pairs = sorted((-_likeness(gold, typed), i, j) for i, gold in enumerate(golds) for j, typed in enumerate(found))
    taken: dict[int, int] = {}
    for points, i, j in pairs:
        if points < 0 and i not in taken.values() and j not in taken:
            taken[j] = i
    said = {j: int(j in taken) for j, typed in enumerate(found) if typed.sub in _MUC}
    return {j: told for j, told in said.items() if not (told and golds[taken[j]].get("optional"))}


def _written_down(row: dict[str, Any], found: Sequence[Typed], reading: Reading) -> dict[int, int]:
    """Told (1) or not (0) by index, for an article of our own: each sentence written down is told once."""
    out: dict[int, int] = {}
    taken: set[int] = set()
    for index, typed in enumerate(found):
        sentences = [reading.sentences[mention.sentence] for mention in typed.mentions]
        words = [" ".join(reading.text[s.start : s.end].split()) for s in sentences]

        def tells(entry: dict[str, str], words: Sequence[str] = words) -> bool:
            return any(" ".join(entry["says"].split()) in sentence for sentence in words)

        hits = [i for i, entry in enumerate(row["events"]) if i not in taken and tells(entry)]
        same = [i for i in hits if row["events"][i]["type"] == typed.sub]
        if hits:
            taken.update(same or hits[:1])
            out[index] = 1
        elif not any(tells(entry) for entry in row["unclear"]):
            out[index] = 0
    return out


def _main(found: Sequence[Typed]) -> int:
    """Index of the event that a report of one incident is about."""
    return min(
        range(len(found)),
        key=lambda j: (found[j].candidate.realis not in ("asserted", "attempted"), found[j].candidate.is_background, j),
    )


def labels(source: str, row: dict[str, Any], found: Sequence[Typed], reading: Reading | None) -> dict[int, int]:
    """Told (1) or not (0) by index of the candidate; those that the set says nothing about are left out."""
    if not found or reading is None:
        return {}
    if source == OWN.stem:
        return _written_down(row, found, reading)
    if source == "muc4":
        return _incidents(row["gold"]["events"], found)
    if source in SINGLE:
        return {_main(found): 1}
    if source in PROTEST:
        crowds = [j for j, typed in enumerate(found) if typed.sub in DEMONSTRATIONS]
        return dict.fromkeys(crowds[:1], 1) if row["gold"]["protest"] else dict.fromkeys(crowds, 0)
    return dict.fromkeys(range(len(found)), 0)


def read(row: dict[str, Any]) -> dict[str, Any]:
    """The tables of one article, read as `casus code` reads it, up to its candidates; empty ones if it is refused."""
    line = {
        "id": row["id"],
        "text": row["text"],
        "title": row.get("title"),
        "published": row.get("date", row.get("published")),
    }
    given = alone(distinct(asked([json.dumps(line).encode()])))
    return run_articles(given, RUN, flow.ARTICLE_STAGES[:-1]).tables


def typed_in(tables: dict[str, Any]) -> tuple[Reading | None, list[Typed]]:
    """The reading of one article, and its candidates that are events of conflict, typed as `classify` types them."""
    reading = next(iter(contract.to_records(tables["readings"], "readings")), None)
    mentions = contract.to_records(tables["mentions"], "mentions")
    return reading, type_candidates(contract.to_records(tables["candidates"], "candidates"), mentions)[0]


def lines_of(source: str, row: dict[str, Any], tables: dict[str, Any]) -> Iterator[Line]:
    """The candidates of one article that the set says something about."""
    reading, found = typed_in(tables)
    for index, told in sorted(labels(source, row, found, reading).items()):
        typed = found[index]
        if typed.sub in JUDGED:
            yield Line(source, row["id"], told, signs(typed, beside(typed, found), reading))


def _is_told(source: str, row: dict[str, Any]) -> int | None:
    """Does an article tell of an incident that a coder wrote down? None where the set does not say."""
    if source == "muc4":
        return int(row["gold"]["relevant"])
    if source == OWN.stem:
        return int(bool(row["events"]))
    return None if source in PROTEST else int(source in SINGLE)


def gather(folder: Path) -> Iterator[tuple[article_words.Article, list[Line]]]:
    """Read the articles of a folder: each, and its candidates."""
    for source in ("muc4", OWN.stem, *SINGLE, *ORDINARY, *PROTEST):
        path = OWN if source == OWN.stem else folder / f"{source}.jsonl"
        rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
        for row in rows if source == "muc4" else rows[: MOST.get(source, MOST_ELSE)]:
            words = words_of(f"{row.get('title') or ''} {row['text']}")
            weight = WEIGHTS.get(source, 1.0)
            article = article_words.Article(row["id"], _is_told(source, row), weight, words)
            yield article, list(lines_of(source, row, read(row)))


def with_article_signs(read_articles: Sequence[tuple[article_words.Article, list[Line]]]) -> list[Line]:
    """The lines of all articles, each with what the words of its article say."""
    odds = article_words.crossed([article for article, _ in read_articles])
    return [
        replace(line, signs=line.signs | signs_of_odds(value))
        for (_, lines), value in zip(read_articles, odds, strict=True)
        for line in lines
    ]


def _is_known(sign: str, small: frozenset[str]) -> bool:
    kind, _, value = sign.partition("=")
    return kind not in WORDS or value in small


def _scale(sign: str) -> float:
    kind = sign.partition("=")[0]
    return float(LIGHT.get(kind, 1.0 if kind in _PLAIN else LIGHTER) ** 0.5)


def _squash(odds: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(odds, -40, 40)))


def _solve(kernel: Any, told: Any, weight: Any) -> tuple[Any, float]:
    """Coefficients of the lines, and the bias."""
    alpha = np.zeros(len(told))
    bias = float(np.log(((weight * told).sum() + 1) / ((weight * (1 - told)).sum() + 1)))
    for _ in range(NEWTON_STEPS):
        odds = kernel @ alpha + bias
        guess = _squash(odds)
        curve = np.maximum(weight * guess * (1 - guess), 1e-6)
        target = odds + weight * (told - guess) / curve
        system = kernel + np.diag(weight.sum() * PENALTY / curve)
        both = np.linalg.solve(system, np.stack([target, np.ones(len(told))], 1))
        bias = float(both[:, 0].sum() / both[:, 1].sum())
        alpha = both[:, 0] - bias * both[:, 1]
    return alpha, bias


class Data:
    """Lines as arrays.

    Attributes:
        names: The signs that are weighed, sorted.
        scales: (n_signs,), roots of how much more each counts.
        rows: (n_lines, n_signs), 0 or the scale of the sign.
        kernel: (n_lines, n_lines), products of the rows.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        small = frozenset(SMALL_WORDS.read_text("utf-8").split())
        seen = Counter(sign for line in lines for sign in line.signs if _is_known(sign, small))
        self.names = sorted(sign for sign, times in seen.items() if MIN_SEEN <= times < len(lines))
        column = {name: index for index, name in enumerate(self.names)}
        self.scales = np.array([_scale(name) for name in self.names])
        self.rows = np.zeros((len(lines), len(self.names)), dtype=np.float32)
        for index, line in enumerate(lines):
            self.rows[index, [column[sign] for sign in line.signs if sign in column]] = 1
        self.rows *= self.scales.astype(np.float32)
        self.kernel = (self.rows @ self.rows.T).astype(float)
        self.told = np.array([line.told for line in lines], dtype=float)
        self.weight = np.array([WEIGHTS.get(line.source, 1.0) for line in lines])
        self.source = np.array([line.source for line in lines])
        self.fold = np.array([crc32(line.article.encode()) % FOLDS for line in lines])

    def guess(self, train: Any, test: Any) -> Any:
        """Probabilities of the lines `test` by a model of the lines `train` (indices)."""
        alpha, bias = _solve(self.kernel[np.ix_(train, train)], self.told[train], self.weight[train])
        return _squash(self.kernel[np.ix_(test, train)] @ alpha + bias)

    def crossed(self) -> Any:
        """Probability of each line by a model that has not seen its article."""
        out = np.zeros(len(self.told))
        for k in range(FOLDS):
            train, test = np.flatnonzero(self.fold != k), np.flatnonzero(self.fold == k)
            out[test] = self.guess(train, test)
        return out

    def weights(self) -> dict[str, float]:
        """The weight of each sign by a model of all the lines."""
        alpha, bias = _solve(self.kernel, self.told, self.weight)
        found = self.rows.T.astype(float) @ alpha * self.scales
        return {"bias": bias, **dict(zip(self.names, found, strict=True))}


#: Least probabilities that are tried, and the edges of the reliability table.
THRESHOLDS = (0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
TENTHS = 10


def report(data: Data) -> None:
    """Print what cross-validation makes of it on standard error."""
    guess = data.crossed()
    muc = data.source == "muc4"
    told = data.told == 1
    for threshold in THRESHOLDS:
        kept = muc & (guess >= threshold)
        print(
            f"threshold {threshold}: of {int(kept.sum())} kept {100 * told[kept].mean():.1f} % told; "
            f"{100 * told[kept].sum() / told[muc].sum():.1f} % of the told kept",
            file=sys.stderr,
        )
    for tenth in range(TENTHS):
        inside = (guess * TENTHS).astype(int) == tenth
        both = " | ".join(
            f"{name} {int((inside & of).sum())} with {100 * told[inside & of].mean():.0f} % told"
            for name, of in (("muc4", muc), ("all", muc | True))
            if (inside & of).any()
        )
        print(f"reliability {tenth / TENTHS:.1f}: {both}", file=sys.stderr)
    for source in SINGLE:
        unseen = data.guess(np.flatnonzero(data.source != source), np.flatnonzero(data.source == source))
        shares = ", ".join(
            f"{100 * (unseen >= threshold).mean():.1f} % at {threshold}" for threshold in (0.2, 0.35, 0.5)
        )
        print(f"{source}, by a model that never saw it: kept {shares}", file=sys.stderr)


def write(weights: dict[str, float], path: Path) -> None:
    """Write the weights that matter."""
    table = {name: round(value, 3) for name, value in weights.items()}
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("sign", "weight"))
        writer.writerows((n, value) for n, value in sorted(table.items()) if abs(value) >= SMALLEST or n == "bias")


#: Weights smaller than this change nothing that a coder would see.
SMALLEST = 0.005


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Train the verifier.")
    parser.add_argument("folder", type=Path, help="training part of the gold data")
    parser.add_argument("target", type=Path, help="where the weights are written")
    given = parser.parse_args()
    read_articles = list(gather(given.folder))
    data = Data(with_article_signs(read_articles))
    report(data)
    write(data.weights(), given.target / "verifier.csv")
    words = article_words.fit([article for article, _ in read_articles])
    article_words.write(words, given.target / "article_words.csv")


if __name__ == "__main__":
    main()
