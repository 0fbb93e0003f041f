"""Send each text to the engine of its language, and say how far that engine may be trusted."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from service.scoring.catalogue import Catalogue, Entry, Measured
from service.scoring.language import language_in, readable
from service.scoring.parts import parts_of
from service.scoring.types import Attribute, Engine, Rank, Scores


@dataclass(frozen=True, slots=True)
class Own:
    """An engine of a site's own in one language, and its ROC-AUC 0..1 on held-out comments."""

    language: str
    engine: Engine
    auc: float


class Router:
    """A Scorer over engines: one per language, and one for all the rest."""

    def __init__(
        self, name: str, routes: Mapping[str, Engine], fallback: Engine, catalogue: Catalogue
    ) -> None:
        self.name = name
        self._routes = dict(routes)
        self._fallback = fallback
        self._catalogue = catalogue

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """All that any of the engines scores, in the order of Attribute."""
        known = {a for engine in self._engines() for a in engine.attributes}
        return tuple(a for a in Attribute if a in known)

    @property
    def version(self) -> str:
        """The engine's version, or a short hash over all of them."""
        versions = sorted(f"{engine.name}={engine.version}" for engine in self._engines())
        if len(versions) == 1:
            return self._fallback.version
        return hashlib.sha256(" ".join(versions).encode()).hexdigest()[:12]

    def score(
        self, texts: Sequence[str], *, languages: Sequence[str] = (), with_spans: bool = False
    ) -> list[Scores]:
        """See Scorer. Every text is scored; look at `served` and `rank` before believing it.

        The rank is the lowest of all that the text is written in (`parts.py`).
        """
        read = [readable(text) for text in texts]
        found = [language_in(words, languages) for words in read]
        places: dict[str, list[int]] = defaultdict(list)
        for i, language in enumerate(found):
            places[self._engine(language).name].append(i)
        result: dict[int, Scores] = {}
        for indices in places.values():
            engine = self._engine(found[indices[0]])
            judged = engine.judge([texts[i] for i in indices], with_spans=with_spans)
            for i, judgement in zip(indices, judged, strict=True):
                whole = Scores(
                    values=judgement.values,
                    language=found[i],
                    rank=self._catalogue.rank(engine.name, found[i]),
                    model=engine.name,
                    version=engine.version,
                    spans=judgement.spans,
                )
                result[i] = self._with_parts(whole, read[i], languages)
        return [result[i] for i in range(len(texts))]

    def _with_parts(self, whole: Scores, words: str, languages: Sequence[str]) -> Scores:
        """The scores of a text that might be decided, after a look at what else it says.

        A part that another engine decides has its own say in the values; one that none decides
        leaves them, and takes the decision away.
        """
        if whole.rank is not Rank.DECIDES:
            return whole
        for part in parts_of(words, whole.language, languages):
            engine, rank = self._engine(part.language), self.rank_in(part.language)
            if whole.rank.is_above(rank):
                whole = replace(whole, rank=rank, undecided=part.language)
            elif engine.name != whole.model and rank is Rank.DECIDES:
                own = engine.judge([part.text])[0].values
                higher = {a: max(p, whole.values.get(a, 0.0)) for a, p in own.items()}
                whole = replace(whole, values={**whole.values, **higher})
        return whole

    def attributes_in(self, language: str) -> tuple[Attribute, ...]:
        """What is scored in this language by an engine that was measured there; else nothing."""
        engine = self._engine(language)
        served = self._catalogue.rank(engine.name, language) is not Rank.NONE
        return engine.attributes if served else ()

    def score_as(
        self, texts: Sequence[str], language: str, *, with_spans: bool = False
    ) -> list[Scores]:
        """Like `score`, for texts whose language the caller knows."""
        engine = self._engine(language)
        rank = self._catalogue.rank(engine.name, language)
        return [
            Scores(each.values, language, rank, engine.name, engine.version, each.spans)
            for each in engine.judge(texts, with_spans=with_spans)
        ]

    def rank_in(self, language: str) -> Rank:
        """How far the engine of this language may be trusted there."""
        return self._catalogue.rank(self._engine(language).name, language)

    def with_own(self, own: Sequence[Own]) -> "Router":
        """A router in which a site's own engines serve where they earn more than the present
        ones; where they do not they are in shadow, that is, never asked."""
        table = self._catalogue
        better = [o for o in own if table.rank_of(o.auc).is_above(self.rank_in(o.language))]
        if not better:
            return self
        entries = {o.engine.name: _entry(o) for o in better}
        return Router(
            self.name,
            {**self._routes, **{o.language: o.engine for o in better}},
            self._fallback,
            replace(table, engines={**table.engines, **entries}),
        )

    def _engine(self, language: str) -> Engine:
        return self._routes.get(language, self._fallback)

    def _engines(self) -> list[Engine]:
        return list({e.name: e for e in [*self._routes.values(), self._fallback]}.values())


def _entry(own: Own) -> Entry:
    measured = {own.language: Measured(own.auc, "parley train site")}
    return Entry(own.engine.name, "linear", "", "", "", "a site's own decisions", measured)
