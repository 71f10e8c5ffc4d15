"""One claim opened: its words, its verdicts, the bet, and what is known of how it was tried."""

from html import escape

import streamlit as st

from activations.figures.trial import row_label, value_text
from activations.language import joined
from activations.language import marked as N_
from activations.language import translate as _
from activations.note.claims import CLAIMS
from activations.note.sections import section
from activations.trials.record import age, recorded_verdicts
from activations.trials.result import Result
from activations.trials.trial import Trial
from pages import sentences
from pages.trials.note import STATES, badge

KINDS = {
    "identity": N_("identity"),
    "property": N_("property"),
    "statistic": N_("statistic at initialisation"),
    "training": N_("training of networks"),
    "timing": N_("timing"),
}


def head(trial: Trial) -> None:
    """The claim in the reader's language and in the note's own words, what is predicted and how it is tried."""
    claim = CLAIMS[trial.id]
    title = escape(_(section(claim.section).title))
    kind = escape(_(KINDS[trial.kind]))
    where, quoted = escape(_("Claim")), escape(_("In the note"))
    st.html(
        f'<div class="lab-subtitle">{where} · {title} · {kind}</div>'
        f'<h2 class="lab-claim-title">{escape(_(claim.words))}</h2>'
        f'<div class="lab-subtitle" lang="zh">{quoted}: “{escape(claim.quote)}”</div>'
    )


def verdicts(trial: Trial, standard: Result | None, yours: Result | None, hidden: bool) -> None:
    """The standard verdict with what its chart shows, and beside it the reader's own."""
    cards = [verdict_card(_("Standard trial"), standard, hidden, explanation(trial, standard))]
    if yours is not None:
        cards.append(verdict_card(_("With your settings"), yours, False))
    st.html(f'<div class="lab-verdicts">{"".join(cards)}</div>')


def explanation(trial: Trial, standard: Result | None) -> str:
    """What the chart of the standard trial shows: written of the record, and so of any run with its verdict."""
    same = standard is not None and standard.verdict == recorded_verdicts().get(trial.id)
    return _(trial.explains) if same and trial.explains else ""


def verdict_card(title: str, result: Result | None, hidden: bool, explained: str = "") -> str:
    if result is None or hidden:
        words = badge(None, hidden)
        return (
            f'<div class="lab-verdict lab-is-open"><div class="lab-subtitle">{escape(title)}</div>'
            f'<div class="lab-verdict-word">{escape(words["badge"])}</div><p>{escape(words["title"])}</p></div>'
        )
    word = badge(result.verdict)["badge"]
    return (
        f'<div class="lab-verdict lab-is-{STATES[result.verdict]}"><div class="lab-subtitle">{escape(title)}</div>'
        f'<div class="lab-verdict-word">{escape(word[:1].upper() + word[1:])}</div>'
        + (f"<p>{escape(explained)}</p>" if explained else "")
        + f'<p class="{"lab-subtitle" if explained else ""}">{escape(result.sentence.render())}</p>'
        f'<div class="lab-subtitle lab-number">{escape(facts(result))}</div></div>'
    )


def facts(result: Result) -> str:
    """When, where, with what: one line."""
    parts = [age(result.created).render()]
    if result.seeds > 1:
        parts.append(
            _("seeds {first} to {last}").format(first=result.first_seed, last=result.first_seed + result.seeds - 1)
        )
    lost = sum(row.diverged for row in result.rows)
    if lost:
        parts.append(_("{lost} networks diverged").format(lost=lost))
    parts += [result.device.upper(), f"torch {result.versions['torch']}", f"{result.seconds:.1f} s"]
    if any(row.grid_edge for row in result.rows):
        parts.append(_("a best learning rate lies at the end of its grid"))
    return " · ".join(parts)


def method(trial: Trial) -> None:
    """Prediction, method, policy of the learning rate, sources."""
    claim = CLAIMS[trial.id]
    policies = {
        "none": "",
        "shared": _("All arms have the same learning rate: the claim is about what happens at one."),
        "nested": _(
            "Each arm's learning rate is tuned on one half of the seeds and judged on the other, 2,000 times over: the "
            "claim is about what an activation can do."
        ),
    }
    prediction, method = _("Prediction"), _("Method")
    st.markdown(f"**{prediction}.** {_(trial.prediction)}")
    st.markdown(f"**{method}.** {_(trial.method)} {policies[trial.policy]}")
    if trial.seeds > 1:
        st.caption(
            _(
                "The number of seeds ({seeds}) is fixed before the trial starts and nothing is looked at to stop "
                "early: a 95 % interval keeps its error rate only if it is computed once."
            ).format(seeds=trial.seeds)
        )
    if claim.context:
        st.markdown(_(claim.context))
    if claim.sources:
        links = "; ".join(f"[{source.short}]({source.link}), *{source.title}*" for source in claim.sources)
        st.caption(_("Sources") + ": " + links)


def after_bet(bet: str, verdict: str) -> None:
    """What became of the bet."""
    words = {"bet": badge(bet)["badge"], "verdict": badge(verdict)["badge"]}
    if verdict == "no verdict":
        sentences.info(_("You bet: {bet}. There is no verdict, so the bet does not count.").format(**words))
    elif bet == verdict:
        st.success(_("You bet: {bet}. The verdict agrees with you.").format(**words))
    else:
        sentences.warning(_("You bet: {bet}. The verdict: {verdict}.").format(**words))


def knob_names(trial: Trial) -> dict:
    """What the values of the flip knob are called, where they have names."""
    return {value: _(name) for knob in trial.knobs if knob.name == trial.flip for value, name in knob.choices}


def flip_words(trial: Trial, result: Result | None) -> str:
    """What to turn, and where it flipped in the measurements."""
    words = _(trial.flip_words) if trial.flip_words else ""
    if result is not None and result.flip:
        names = knob_names(trial)
        before, after = (names.get(value, str(value)) for value in result.flip)
        words += " " + _("The verdict flips between {before} and {after}.").format(before=before, after=after)
    return words.strip()


def state_words(result: Result | None, running: bool) -> str:
    """What a screen reader says by itself when a trial begins or ends."""
    if running:
        return _("The trial is running.")
    if result is None:
        return ""
    return _("Verdict: {verdict}.").format(verdict=badge(result.verdict)["badge"])


def chart_words(result: Result | None, percent: bool) -> str:
    """The charts of a result in words: the verdict, and each estimate with its interval."""
    if result is None:
        return ""
    rows = _("; ").join(f"{row_label(row)}: {value_text(row, percent)}" for row in result.rows)
    return joined([state_words(result, False), result.sentence.render(), rows + _(".")])


def table(result: Result, percent: bool) -> list[dict[str, object]]:
    """The estimates as a table."""
    return [
        {
            _("measured"): row.label.render(),
            _("setting"): _(row.case) if row.case else "",
            _("value, 95 % interval"): value_text(row, percent),
            _("conclusion"): {
                "holds": _("the claim holds"),
                "fails": _("the claim fails"),
                "undecided": _("undecided"),
                "": "–",
            }[row.decision],
            _("seeds"): row.seeds,
            _("diverged"): row.diverged,
        }
        for row in result.rows
    ]
