"""What the money of an amount is: its role, purpose, source of funds and who said it.

One scorer: every cue (roles.toml) votes for a role, the votes are a frame (amount × cue), the best sum wins. Nothing
else decides, so that `cue` can name what did.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts import each_gets, findings, rates, requests, surroundings
from tasks.facts.attribution import attributed
from tasks.facts.comparisons import compared
from tasks.facts.cues import found
from tasks.facts.funds import funded
from tasks.facts.inherited import inherited
from tasks.facts.met import met
from tasks.facts.purposes import purposes
from tasks.facts.role_cues import cues_in
from tasks.facts.standing import converted, standing
from tasks.facts.ungiven import given, ungiven
from tasks.facts.unreached import unreached
from tasks.facts.versions import versions
from tasks.facts.votes import amounts, votes
from tasks.language.once import fits
from tasks.language.runs import constant, latest, neighbour, numbered, of_sentences, taken
from tasks.lexicon import toml

_VOTE = ("no", "role", "cue_id", "form", "place", "vote")


def decided(
    money: pl.DataFrame, tokens: pl.DataFrame, sentences: pl.DataFrame, sites: pl.Series
) -> pl.DataFrame:
    """Decides within the clause of each amount.

    Args:
        money: MENTIONS of kind money.
        tokens: TOKENS with `clause`.
        sentences: SENTENCES.
        sites: codes of the places of the amounts, in order.

    Returns:
        role, cue (the deciding word and its place, for `rule`), role_confidence (0 to 1), purpose, funding_source,
        attributed_to, per, additive (by itself: `statements.levelled` has the last word), belongs, is_total, is_end (as
        `statements.standing` gives them), is_again (as `versions` does), what `compared` gives, is_wanted, is_granted
        (as `ungiven` does); a row for each of `money`, in their order.
    """
    words = of_sentences(tokens, _concerned(money, sentences))
    own = numbered(of_sentences(words, money["sentence_id"]))
    near = amounts(money, own)
    near = near.with_columns(is_converted=pl.col("no").is_in(converted(near, own)))
    lines = surroundings.frames_of(sentences)
    hits = _cues(words, near, lines)
    stands = standing(near, own)
    among = near.hstack(stands.select("belongs", "opens_parts", "is_total"))
    roles = ranked(among, own, sentences, lines, cues_in(words, hits["roles"]))
    judged = near.with_columns(role=roles["role"])
    per = rates.per(near, words, roles, lines, hits["rates"])
    told = pl.concat(
        [
            near.select("sentence_id", "is_converted"),
            roles.select("role", "cue", "cue_id", "role_confidence", "is_given"),
            met(near, roles, own, words, sentences).alias("is_met").to_frame(),
            purposes(judged, own, sentences),
            funded(judged, words, hits["funding"]),
            attributed(near, words, sentences, hits["attribution"]),
            per,
            stands,
            versions(near.with_columns(site=sites), own, roles, sentences),
            compared(near, own),
            requests.refused(near, own, words, sentences).alias("is_refused").to_frame(),
            unreached(near, own).alias("is_unreached").to_frame(),
        ],
        how="horizontal",
    )
    told = told.with_columns(worth=near["worth"])
    told = told.with_columns(role=_role(told)).with_columns(_stands())
    told = told.hstack(ungiven(told, sentences))
    return told.with_columns(
        additive=pl.col("role").is_in(toml("roles")["additive"]["roles"])
        & pl.col("per").is_null()
        & ~pl.any_horizontal("is_end", "is_wanted", "is_unspent")
        & ~_one_persons()
        & ~_next_persons()
        & ~each_gets.of_each(near, own, told["role"])
    ).drop("sentence_id", "cue_id", "is_given", "is_met", "is_unspent", "worth")


def _concerned(money: pl.DataFrame, sentences: pl.DataFrame) -> pl.Series:
    """The sentences of the articles that tell of money, in order."""
    homes = sentences.select("sentence_id", "article_id")
    told = homes.join(money.select("sentence_id").unique(), on="sentence_id", how="semi")
    articles = told.select("article_id").unique()
    return homes.join(articles, on="article_id", how="semi", maintain_order="left")["sentence_id"]


def _role(told: pl.DataFrame) -> pl.Expr:
    """How far a budget grew isn't how large it is, and of what a part was spent not all was."""
    spent = {k: (neighbour("role", k) == "expenditure").fill_null(value=False) for k in (1, -1)}
    of_part = pl.col("is_whole") & (pl.col("role") == "expenditure") & (spent[1] | spent[-1])
    cues = told.select(
        "cue",
        *(pl.when(spent[k]).then(neighbour("cue", k)).alias(f"cue{k}") for k in (1, -1)),
        of_part=of_part,
    )
    return (
        pl.when(pl.col("is_by") & (pl.col("role") == "budget"))
        .then(pl.lit("other"))
        .when(pl.lit(fits(cues, pl.col("of_part"), _is_anothers())))
        .then(pl.lit("allocation"))
        # '19 млрд дохода при плане 18 млрд': the plan was for what came in
        .when(pl.col("is_against") & pl.col("is_beside") & (pl.col("cue_id") == "planned"))
        .then(pl.coalesce(neighbour("role", -1), "role"))
        .when(_is_overpaid())
        .then(pl.lit(toml("roles")["overpaid"]["role"]))
        .otherwise("role")
    )


@cache
def _is_overpaid() -> pl.Expr:
    """'Айына 700 теңге артық төлейді': so much more is what it costs them."""
    o = toml("roles")["overpaid"]
    is_small = pl.col("per").is_in(o["per"]) & (pl.col("worth") < o["below"])
    is_overpaid: pl.Expr = is_small & pl.col("cue").str.contains(o["cue"])
    return is_overpaid.fill_null(value=False)


@cache
def _is_anothers() -> pl.Expr:
    """A whole has no word of its own that says that it was spent: the one that its part has."""
    verb = {c: pl.col(c).str.extract("«(.*)»") for c in ("cue", "cue1", "cue-1")}
    own = pl.col("cue").str.contains(toml("roles")["compared"]["own"])
    return ((verb["cue1"] == verb["cue"]) | (verb["cue-1"] == verb["cue"])) & ~own


@cache
def _stands() -> tuple[pl.Expr, ...]:
    """What an amount is to those beside it, by all that was asked."""
    held = pl.any_horizontal("is_former", "is_against", "is_portion", "is_refused", "is_unreached")
    return (
        (pl.col("is_end") | held | (pl.col("is_moved") & ~_costs_now())).alias("is_end"),
        (pl.col("is_again") | pl.col("is_beside")).alias("is_again"),
        *((pl.col(c) | pl.col("is_of_whole")).alias(c) for c in ("belongs", "opens_parts")),
    )


def _cues(words: pl.DataFrame, near: pl.DataFrame, lines: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The cues that may say something of an amount, by lexicon: of its sentence, of the one before, of those above.

    Who said it stands anywhere in the article.
    """
    own = lines["sentence_id"].is_in(near["sentence_id"].unique().implode())
    before = own.shift(-1).fill_null(False)
    above = [lines[c].filter(own).drop_nulls() for c in ("lead", "heading", "title")]
    around = pl.concat([lines["sentence_id"].filter(own | before), *above])
    of_around, of_own = (words["sentence_id"].is_in(ids.implode()) for ids in (around, near["sentence_id"]))
    everywhere = constant(True, words.height, pl.Boolean)
    return found(
        words, {"roles": of_around, "rates": of_around, "funding": of_own, "attribution": everywhere}
    )


def ranked(
    near: pl.DataFrame, own: pl.DataFrame, sentences: pl.DataFrame, lines: pl.DataFrame, cues: pl.DataFrame
) -> pl.DataFrame:
    """The best role of each amount.

    Args:
        near: as `votes.amounts` gives them, with `is_converted` and what `findings.parts` needs.
        own: TOKENS of the sentences with money.
        sentences: SENTENCES.
        lines: as `surroundings.frames_of` gives them.
        cues: as `role_cues.cues_in` gives them.

    Returns:
        no, role, cue_id, form, cue, role_confidence, best, second, is_given (as `ungiven.given` tells); in order.
    """
    said = pl.concat([votes(near, cues).select(_VOTE), surroundings.priors(near, own).select(_VOTE)])
    said = pl.concat([said, surroundings.received(said, near, cues, sentences, lines)])
    first = _best(_scaled(said.filter(pl.col("place") != "size"), near))
    more = [
        inherited(near, first, sentences),
        surroundings.topics(near, cues, sentences),
        surroundings.framed(near, first.select("no", "role", "total"), cues, lines),
    ]
    around = pl.concat([v.select(_VOTE) for v in more])
    said = findings.retold(
        surroundings.echoed(said, _unpaid(around, said, near), cues), findings.parts(near, first, sentences)
    )
    cast = pl.concat([said, around])
    final = _best(_scaled(cast, near))
    # The same sum in another currency is what the sum before it is.
    same = pl.when(~pl.col("is_converted")).then("no").forward_fill()
    return (
        near.select("no", of=same)
        .join(final, left_on="of", right_on="no", how="left", maintain_order="left")
        .drop("of")
        .with_columns(
            role=pl.col("role").fill_null("other"),
            cue=pl.col("cue").fill_null("no cue"),
            role_confidence=_confidence(),
            is_given=pl.col("no").is_in(given(cast).implode()),
        )
    )


def _unpaid(around: pl.DataFrame, said: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """Without the votes of what nobody is given: 'айыппұл салынды. Жұмысшыларға 7 млн теңге төленді' is no fine.

    The budget gets it: 'бюджетке 2 млн теңге төленді'.
    """
    e = toml("roles")["echo"]
    public = said.filter(pl.col("cue_id") == e["public"])["no"]
    given_to = near.filter(pl.col("is_given_to"), ~pl.col("no").is_in(public.implode()))["no"]
    return around.filter(~(pl.col("role").is_in(e["not_given"]) & pl.col("no").is_in(given_to.implode())))


def _scaled(cast: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """Weakens the roles that an amount can hardly have at its size: no tariff of a billion, no budget of a thousand."""
    sized = cast.with_columns(taken(near["worth"], cast["no"]))
    return sized.with_columns(vote=pl.col("vote") * _fitting()).select(_VOTE)


@cache
def _fitting() -> pl.Expr:
    """What the size of an amount leaves of a vote for a role."""
    factor = pl.lit(1.0)
    for s in toml("roles")["scale"]:
        fits = (pl.col("role") == s["role"]) & pl.col("worth").is_between(
            s.get("above", 0.0), s.get("below", float("inf")), closed="left"
        )
        factor = pl.when(fits).then(float(s["factor"])).otherwise(factor)
    return factor


def _best(cast: pl.DataFrame) -> pl.DataFrame:
    """no, role, cue_id, form, place, cue, best, second (sums of votes), total; amounts with any vote only."""
    by_role = (
        cast.sort("no", "vote", descending=[False, True], maintain_order=True)
        .group_by("no", "role", maintain_order=True)
        .agg(
            pl.col("vote").sum(),
            pl.col("cue_id", "place", "form").first(),
        )
        .sort("no", "vote", descending=[False, True], maintain_order=True)
    )
    cue = pl.format("{} {} «{}»", "cue_id", "place", "form").str.strip_suffix(" «»")
    best = by_role.group_by("no", maintain_order=True).agg(
        pl.col("role", "cue_id", "place", "form").first(),
        best=pl.col("vote").first(),
        second=pl.col("vote").slice(1, 1).sum(),
        total=pl.col("vote").sum(),
    )
    return best.select("no", "role", "cue_id", "form", "place", cue.alias("cue"), "best", "second", "total")


@cache
def _costs_now() -> pl.Expr:
    """Where a change ended isn't what came in or went out, but it is what a thing costs now."""
    return (pl.col("is_reached") | pl.col("is_again")) & (pl.col("role") == "cost")


@cache
def _one_persons() -> pl.Expr:
    """Whether a sum is the size of one person's wage, pension or benefit."""
    a = toml("roles")["additive"]
    is_small: pl.Expr = (pl.col("worth") < a["rates_below"]).fill_null(False)
    return (pl.col("role") == "transfer") & pl.col("cue").str.contains(a["rates"]) & is_small


@cache
def _next_persons() -> pl.Expr:
    """… or of the next one's, in a list of such sizes: 'жәрдемақы үш балаға 49 330 теңге, бес балаға 86 673 теңге'."""
    a = toml("roles")["additive"]
    is_next = (pl.col("role") == "transfer") & pl.col("cue").str.contains(a["rates_next"])
    is_next &= ~_one_persons() & (pl.col("worth") < a["rates_below"])
    led = latest(pl.when(~is_next).then(_one_persons()))
    is_led: pl.Expr = (is_next & led).fill_null(value=False)
    return is_led


@cache
def _confidence() -> pl.Expr:
    """How often such a decision was right: by the margin and the strength of the best sum."""
    margin = (pl.col("best") - pl.col("second")) / (pl.col("best") + 0.5)
    steps = toml("roles")["confidence"]
    out = pl.lit(float(steps["floor"]))
    for s in steps["step"]:
        out = (
            pl.when((margin >= s["margin"]) & (pl.col("best") >= s["best"]))
            .then(float(s["confidence"]))
            .otherwise(out)
        )
    return pl.when(pl.col("best").is_null()).then(float(steps["floor"])).otherwise(out)
