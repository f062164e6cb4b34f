"""langdetect's trials, all texts in step: draw an n-gram, multiply, and look every fifth time who has won.

Each text goes its own way through the one stream of random numbers: which words ``choice`` takes depends on how many
n-grams there are, and when a trial ends depends on what was drawn. So a *round*, the draws from one look to the next,
is the same step of arithmetic for texts that stand in different trials. Every product, sum and quotient is made in
langdetect's order.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stages.annotate.language.replay import stream
from stages.annotate.language.replay.ngrams import Grams

TRIALS = 7
ALPHA = 0.5
ALPHA_WIDTH = 0.05
BASE_FREQUENCY = 10_000
#: "if i % 5 == 0": the first look comes after the first draw, so a round has five draws and a trial one before them.
ROUND = 5
LIMIT = 1000
CONVERGED = 0.99999

#: Rounds after which new trials begin in the slots that wait for them, all at once; more where few slots are left, and
#: every call costs more than what it computes.
_PAUSE = 2
_LONG_PAUSE = 6
_FEW = 48

_STEPS = np.arange(ROUND * _LONG_PAUSE)[:, np.newaxis]


class Progress(NamedTuple):
    """How far some texts have come; a text whose words ran out goes on from the trial that it was in.

    Attributes:
        sums: [texts, languages] "self.langprob[j] += prob[j] / self.n_trial": in the end the probabilities.
        trial: [texts] how many trials are over.
        word: [texts] the word of the stream with which the next one begins.
        spare: [texts] the second number of the last pair that ``gauss`` made.
    """

    sums: NDArray[np.float64]
    trial: NDArray[np.int64]
    word: NDArray[np.int64]
    spare: NDArray[np.float64]

    @classmethod
    def none(cls, texts: int, languages: int) -> "Progress":
        """Return that of texts that have not begun."""
        integers = np.zeros((2, texts), np.int64)
        return cls(np.zeros((texts, languages)), integers[0], integers[1], np.zeros(texts))

    def at(self, texts: NDArray[np.int64]) -> "Progress":
        """Return a copy of that of some texts."""
        return Progress(self.sums[texts], self.trial[texts], self.word[texts], self.spare[texts])

    def put(self, texts: NDArray[np.int64], other: "Progress") -> None:
        """Set that of some texts."""
        for mine, theirs in zip(self, other, strict=True):
            mine[texts] = theirs


def go_on(grams: Grams, table: NDArray[np.float64], words: int, progress: Progress) -> Progress:
    """Return the progress of texts when they have had all trials, or all that so many words of the stream allow.

    A text without n-grams has none.

    Args:
        grams: of the texts.
        table: [rows, languages]: the profiles.
        words: how many words of the stream are laid out.
        progress: of the texts so far.
    """
    texts = np.flatnonzero(np.diff(grams.starts))
    trials = _Trials(_Draws.of(texts, grams, words), table, progress.at(texts))
    progress.put(texts, trials.run())
    return progress


class _Draws(NamedTuple):
    """The first words of the stream, as some texts see them.

    Attributes:
        numbers: [texts * words] what ``getrandbits`` makes of each word for a text.
        words: how many there are for each text.
        taken: [draws] ascending, the places in ``numbers`` of those that ``choice`` would take: those below the count.
        starts: [texts + 1] where in ``taken`` those of a text begin.
        grams: [n-grams] int32: rows of the profiles.
        first: [texts] the first n-gram of each.
    """

    numbers: NDArray[np.uint16]
    words: int
    taken: NDArray[np.int64]
    starts: NDArray[np.int64]
    grams: NDArray[np.int32]
    first: NDArray[np.int64]

    @classmethod
    def of(cls, texts: NDArray[np.int64], grams: Grams, words: int) -> "_Draws":
        """Lay out so many words for some texts."""
        sizes = grams.starts[texts + 1] - grams.starts[texts]
        bits = np.frexp(sizes)[1]  # the bit length, exactly: sizes are far below 2**53
        numbers = np.empty((len(texts), words), np.uint16)
        for each in set(bits.tolist()):
            numbers[bits == each] = stream.numbers(each, words)
        taken = np.flatnonzero(numbers < sizes.astype(np.uint16)[:, np.newaxis])
        starts = np.searchsorted(taken, np.arange(len(texts) + 1) * words)
        return cls(numbers.ravel(), words, taken, starts, grams.rows, grams.starts[texts])

    def rows(self, at: NDArray[np.int64], texts: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the rows that are drawn at some places in ``taken``."""
        number = self.numbers.take(self.taken.take(at, mode="clip"))
        rows: NDArray[np.int32] = self.grams.take(number + self.first.take(texts), mode="clip")
        return rows

    def word(self, at: NDArray[np.int64], texts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of the word behind the one that was drawn at a place in ``taken``."""
        word: NDArray[np.int64] = self.taken.take(at) - texts * self.words + 1
        return word

    def place(self, word: NDArray[np.int64], texts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the place in ``taken`` of the first draw of each text from its word on."""
        return np.searchsorted(self.taken, texts * self.words + np.minimum(word, self.words))


class _Trials:
    """The texts whose trials go on, one slot each.

    Attributes:
        text: [slots] the number of the text.
        trial: [slots] how many trials are over.
        waiting: [slots] whether the next one has not begun; such a slot goes on drawing, to no purpose.
        out: [slots] whether the words ran out.
        at: [slots] place in the draws of the next one.
        word: [slots] the word of the stream with which the trial began, or with which the next one will.
        left: [slots] rounds until the trial is broken off.
        short: [slots] whether that is for want of words.
        weight: [slots, languages] "weight = alpha / self.BASE_FREQ", the same for all languages: so it is added
            faster.
        spare: [slots] the second number of the last pair that ``gauss`` made.
        prob: [slots, languages].
    """

    def __init__(self, draws: _Draws, table: NDArray[np.float64], progress: Progress) -> None:
        slots, languages = len(draws.first), table.shape[1]
        self._draws, self._table, self._progress = draws, table, progress
        self._gauss = stream.gauss(draws.words)
        self.text = np.arange(slots)
        self.trial, self.word, self.spare = progress.trial.copy(), progress.word.copy(), progress.spare.copy()
        self.waiting, self.out = np.ones(slots, np.bool_), np.zeros(slots, np.bool_)
        self.at = np.zeros(slots, np.int64)
        self.left, self.short = np.zeros(slots, np.int64), np.zeros(slots, np.bool_)
        self.weight, self.prob = np.ones((slots, languages)), np.ones((slots, languages))
        self._make_room()

    def run(self) -> Progress:
        """Return how far the texts come."""
        while len(self.text):
            self._begin()
            self._drop_done()
            rounds = _PAUSE if len(self.text) > _FEW else _LONG_PAUSE
            rows = self._draws.rows(self.at + _STEPS[: ROUND * rounds], self.text)
            few = self._factors_of(rows) if rounds > _PAUSE else None
            for start in range(0, ROUND * rounds, ROUND):
                for draw in range(start, start + ROUND):
                    # _update_lang_prob: "prob[i] *= weight + lang_prob_map[i]".
                    self.prob *= self._factors_of(rows[draw]) if few is None else few[draw]
                self.at += ROUND
                self.left -= 1
                self._end(self._look())
        return self._progress

    def _factors_of(self, rows: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return what the probabilities of each slot are multiplied with, [..., slots, languages]."""
        if rows.ndim > 1:
            factors = self._table.take(rows, axis=0)
        else:
            factors = self._table.take(rows, axis=0, out=self._factors, mode="clip")
        factors += self.weight
        return factors

    def _begin(self) -> None:
        """Begin the next trial where there is one to come, with its first draw.

        The look after one draw cannot end a trial: with a share of 1 in one language and none in 54 others its
        probability is 1 / (1 + 54 * alpha / 10000), and no alpha is small enough.
        """
        slots = (self.waiting & ~self.out & (self.trial < TRIALS)).nonzero()[0]
        if not len(slots):
            return
        draws, languages = self._draws, self._table.shape[1]
        text, word, spare = self.text[slots], self.word[slots], self.spare[slots]
        odd = self.trial[slots] % 2 == 1
        # "z = self.gauss_next; ... if z is None": every other trial has the other half of a pair.
        at = draws.place(word + np.where(odd, 0, stream.GAUSS_WORDS), text)
        pair = self._gauss.take(word, axis=1, mode="clip")
        alpha = ALPHA + np.where(odd, spare, pair[0]) * ALPHA_WIDTH
        weight = alpha[:, np.newaxis] / BASE_FREQUENCY
        prob = (1.0 / languages) * (self._table.take(draws.rows(at, text), axis=0) + weight)
        prob /= _sums(prob.T.copy())[:, np.newaxis]
        self.prob[slots] = prob
        self.weight[slots], self.spare[slots] = weight, np.where(odd, spare, pair[1])
        self.at[slots] = at + 1
        room = (draws.starts[text + 1] - at - 1) // ROUND
        self.left[slots], self.short[slots] = np.minimum(room, LIMIT // ROUND), room < LIMIT // ROUND
        self.waiting[slots] = False
        if room.min() < 1:
            self.out[slots[room < 1]] = True

    def _look(self) -> NDArray[np.float64]:
        """Divide each row by its sum, and return the greatest of each.

        The greatest quotient is that of the greatest, since division rounds monotonically.
        """
        np.copyto(self._turned, self.prob.T)
        sums = _sums(self._turned)
        self.prob /= sums[:, np.newaxis]
        greatest: NDArray[np.float64] = np.maximum.reduce(self._turned, axis=0) / sums
        return greatest

    def _end(self, greatest: NDArray[np.float64]) -> None:
        """End the trials that have converged, and those that are broken off."""
        won = greatest > CONVERGED
        over = ((won | (self.left <= 0)) > self.waiting).nonzero()[0]
        if not len(over):
            return
        self.waiting[over] = True
        lost = self.short[over] & ~won[over]
        if lost.any():
            self.out[over[lost]] = True
            over = over[~lost]
        self._progress.sums[self.text[over]] += self.prob[over] / TRIALS
        self.trial[over] += 1
        self.word[over] = self._draws.word(self.at[over] - 1, self.text[over])

    def _drop_done(self) -> None:
        done = self.out | (self.trial == TRIALS)
        if np.count_nonzero(done) * 8 >= len(done):
            texts = self.text[done]
            for name in ("trial", "word", "spare"):
                getattr(self._progress, name)[texts] = getattr(self, name)[done]
            for name in ("text", "trial", "waiting", "out", "at", "word", "left", "short", "spare", "weight", "prob"):
                setattr(self, name, getattr(self, name)[~done])
            self._make_room()

    def _make_room(self) -> None:
        self._factors = np.empty_like(self.prob)
        self._turned = np.empty(self.prob.shape[::-1])


def _sums(turned: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sums of the columns, added from the first row to the last.

    So Python's ``sum`` did before 3.12; what it does since differs in digits far behind those that are kept. NumPy adds
    rows in their order, but the numbers of a single column in pairs.
    """
    if turned.shape[1] == 1:
        last: NDArray[np.float64] = np.add.accumulate(turned, axis=0)[-1]
        return last
    sums: NDArray[np.float64] = np.add.reduce(turned, axis=0)
    return sums
