"""spaCy's named entities, with one product for all words of a text that stand in no entity yet.

spaCy's own component goes from word to word and multiplies anew at each; most words are in no entity, and for them the
model looks at the word alone. Of those behind the first word of an entity it is asked one by one. What comes out is
what spaCy's own component makes of the text, at four tenths of the time: it took nearly half of the whole parser, most
of it because spaCy's wheels for Python 3.11 ask at every step of their loop over words whether somebody profiles it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.errors import SettingError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.pipeline import EntityRecognizer
    from spacy.tokens import Doc

#: Words that the model looks at: the next one, the first one of the entity that it may go on, and the last one of it.
_LOOKED_AT = 3
#: What stands for a word that there is not, as in spaCy.
_NONE = -1
#: spaCy's number for a word at which a sentence begins.
_START = 1
_BEGINS, _GOES_ON, _ENDS, _IS_WHOLE, _OUTSIDE = "B", "I", "L", "U", "O"


class EntityLabels:
    """Set the named entities that a model's `ner` finds in a text that has none yet.

    Args:
        recognizer: spaCy's component.

    Raises:
        SettingError: If it looks at other words than `_LOOKED_AT`.
    """

    def __init__(self, recognizer: EntityRecognizer) -> None:
        from thinc.api import NumpyOps

        looked_at = recognizer.model.get_ref("lower").get_dim("nF")
        if looked_at != _LOOKED_AT or not recognizer.model.attrs["has_upper"]:
            raise SettingError(
                f"ner: looks at {looked_at} words and not at {_LOOKED_AT}, or has no upper layer. "
                "Install the model that requirements.lock names."
            )
        self._recognizer = recognizer
        self._ops = NumpyOps(use_blis=True)  # spaCy's component multiplies with BLIS; others round otherwise
        moves = recognizer.moves
        #: (what it does, label) of each move of the model, in the order of its scores.
        self._moves = [tuple(moves.get_class_name(number).partition("-")[::2]) for number in range(moves.n_moves)]
        self._number = {move: number for number, move in enumerate(self._moves)}

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities, and all other words outside, as spaCy's component does."""
        from spacy.tokens import Span

        if not len(doc):
            return doc
        step = self._recognizer.model.predict([doc])
        starts_sentence = doc.to_array("SENT_START") == _START
        # No entity goes on across the start of a sentence or the end of the text.
        may_go_on = np.append(~starts_sentence[1:], False)
        moves = self._first_moves(step, doc, may_go_on)
        found = []
        index = 0
        while index < len(doc):
            what, label = self._moves[moves[index]]
            end = self._end(step, index, label, may_go_on) if what == _BEGINS else index + 1
            if what != _OUTSIDE:
                found.append(Span(doc, index, end, label=label))
            index = end
        doc.set_ents(found, default="outside")
        return doc

    def _first_moves(self, step: Any, doc: Doc, may_go_on: NDArray[np.bool_]) -> list[int]:
        """Number of the best move at each word, were it in no entity."""
        scores = self._scores(step, [(index, _NONE, _NONE) for index in range(len(doc))])
        may_begin = ~doc.to_array("IS_SPACE").astype(bool)
        nowhere = np.zeros(len(doc), dtype=bool)
        for number, (what, label) in enumerate(self._moves):
            if what != _OUTSIDE:
                allowed = {_BEGINS: may_begin & may_go_on, _IS_WHOLE: may_begin} if label else {}
                scores[~allowed.get(what, nowhere), number] = -np.inf
        numbers: list[int] = scores.argmax(axis=1).tolist()
        return numbers

    def _end(self, step: Any, start: int, label: str, may_go_on: NDArray[np.bool_]) -> int:
        """Index behind the last word of an entity of more than one word."""
        on, last = self._number[_GOES_ON, label], self._number[_ENDS, label]
        index = start + 1
        while may_go_on[index]:
            scores = self._scores(step, [(index, start, index - 1)])[0]
            if max(sorted((on, last)), key=scores.__getitem__) == last:
                break
            index += 1
        return index + 1

    def _scores(self, step: Any, words: list[tuple[int, int, int]]) -> NDArray[np.float32]:
        """Scores of all moves, (n_rows, n_moves), for rows of the words that the model looks at."""
        hidden = step.state2vec.predict(np.array(words, dtype=np.int32))
        upper = step.vec2scores
        scores: NDArray[np.float32] = self._ops.gemm(hidden, upper.get_param("W"), trans2=True)
        scores += upper.get_param("b")
        return scores
