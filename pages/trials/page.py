"""Page: the note, and every claim in it on trial."""

import secrets
import time

import pandas as pd
import streamlit as st

from activations.figures import trial as figures
from activations.language import translate as _
from activations.live.server.run import Session
from activations.live.server.supervisor import shared_supervisor
from activations.live.server.trial import TrialRun
from activations.note.claims import CLAIMS
from activations.note.sections import SECTIONS
from activations.trials import find as trial_of
from activations.trials.engine import MAX_SEEDS
from activations.trials.result import Result
from activations.trials.store import shared_store
from activations.trials.trial import Trial
from browser.trials import note, trial_board
from pages import link, sentences, table
from pages.race.form import set_by_link
from pages.reader import spoken
from pages.streamlit_private import tab
from pages.trials import knobs as trial_knobs
from pages.trials import panel
from pages.trials.note import badge, note_data

supervisor = shared_supervisor()
state = st.session_state
BETS = ("holds", "does not hold", "depends")
FIRST = "relu.faster"  # the claim that is open when the link names none
AN_ECHO = 3.0  # seconds in which the browser may still send the section of before a click in the note
EMPTY: dict[str, dict | None] = {"forest": None, "curves": None, "sweep": None}


def open_claim() -> None:
    """A claim was clicked in the note."""
    open_another(state["note"].open)


def open_another(claim: str) -> None:
    """The reader opens a claim; the one that is open may be clicked again."""
    if claim != state["claim"]:
        link.another_entry()
    opened(claim)


def opened(claim: str) -> None:
    state["trial_notice"] = None
    stop_run(quietly=False)
    state["claim_opened"] = (time.monotonic(), state.get("section"))
    state["claim"] = claim
    state["section"] = CLAIMS[claim].section


def open_section() -> None:
    """A section was chosen in the contents.

    While a trial ends the browser reruns the page by itself, and may send the section of before a click that it has not
    seen the answer to: that is no choice.
    """
    at, former = state.get("claim_opened", (-AN_ECHO, None))
    if state["section"] == former and time.monotonic() - at < AN_ECHO:
        state["section"] = CLAIMS[state["claim"]].section
        return
    first = next((claim.id for claim in CLAIMS.values() if claim.section == state["section"]), None)
    if first:
        open_another(first)


def session() -> str:
    """A name for this session: the same trial runs once at a time in it."""
    return state.setdefault("session", secrets.token_urlsafe(12))


def trial_run(running: dict | None) -> TrialRun | None:
    """The trial that runs, or has just ended, if it is still here."""
    run = supervisor.get(running["token"]) if running else None
    return run if isinstance(run, TrialRun) else None


def stop_run(quietly: bool) -> None:
    """Stop what runs; nothing of it is stored."""
    running = state.pop("trial_run", None)
    if running is None:
        return
    run = trial_run(running)
    if run is not None and run.result is None:
        supervisor.drop(running["token"])
        if not quietly:
            state["trial_notice"] = _("A trial was stopped half-way, and nothing of it was stored.")


def start(settings: dict, seeds: int | None, first_seed: int, bent: bool) -> None:
    """Begin the trial of the open claim in the trainer process."""
    trial = trial_of(state["claim"])
    state["trial_notice"] = None
    stop_run(quietly=True)
    try:
        mine = {"session": session(), "owner": Session(*tab())}
        run = supervisor.open(TrialRun(trial.id, settings, seeds, first_seed, language=spoken(), **mine))
    except ValueError as error:
        state["trial_notice"] = str(error)
        return
    bet = None if bent else state.get("guesses", {}).get(trial.id)
    state["trial_run"] = {"token": run.token, "trial": trial.id, "bent": bent, "bet": bet}


def guessed() -> None:
    """A guess was made: it is on the claim that is open, also if the page still showed the one before."""
    state.setdefault("guesses", {})[state["claim"]] = state["guess_made"]
    state["guess_made"] = state["guess_made"]  # told to the browser, which may have been told another since the click


def on_settled() -> None:
    """The running trial has ended: keep its result, count the bet."""
    running = state.pop("trial_run", None)
    run = trial_run(running)
    if running is None or run is None or run.result is None:
        if running:
            state["trial_notice"] = (run and run.message) or _(
                "The trial ended without a result, and nothing was stored. Run it again."
            )
        return
    kept = state.setdefault("trial_results", {}).setdefault(running["trial"], {})
    kept["standard" if run.result.standard else "yours"] = run.result
    if running["bet"]:
        state.setdefault("bets", {})[running["trial"]] = (running["bet"], run.result.verdict)
    supervisor.drop(running["token"])


def ask(what: str) -> None:
    """A button that acts on the knobs was pressed: it is done once they are read, with what they say now."""
    state["asked_of_trial"] = what


def do_asked(trial: Trial, bent: trial_knobs.Bent) -> None:
    """Do what a button asked for, if the knobs allow it; their own sentences say what does not.

    It is forgotten last: another click ends this run of the page at any use of the state, and the next one is to do it.
    """
    asked = state.get("asked_of_trial")
    if asked == "run" and bent.settings is not None:
        start(bent.settings, bent.seeds, bent.first_seed, bent=True)
    elif asked == "race" and bent.settings is not None and trial.experiment is not None:
        link.follow("race", set_by_link(trial.experiment(trial.checked(bent.settings))))
    state["asked_of_trial"] = None
    if asked == "run" and bent.settings is not None:
        st.rerun()


def results() -> dict[str, Result]:
    """The last standard result of every trial: of this session, of the store, or of the record that came with it."""
    found = dict(shared_store().last_of_all())
    for name, kept in state.get("trial_results", {}).items():
        if "standard" in kept:
            found[name] = kept["standard"]
    return found


def sidebar() -> bool:
    """Contents of the note, bets; whether the verdicts are hidden until the reader has bet."""
    with st.sidebar:
        names = {section.key: _(section.title) for section in SECTIONS}
        st.radio(
            _("Contents of the note"),
            list(names),
            format_func=names.__getitem__,
            key="section",
            persist_state="session",
            on_change=open_section,
        )
        bets = [pair for pair in state.get("bets", {}).values() if pair[1] != "no verdict"]
        right = sum(bet == verdict for bet, verdict in bets)
        st.caption(_("Your bets in this session"))
        st.markdown(_("{right} of {all} right").format(right=right, all=len(bets)) if bets else _("none yet"))
        return link.toggle(
            _("Hide verdicts until I bet"), "guess",
            help=_("Badges show a question mark until you have bet on a claim and run its trial."),
        )  # fmt: skip


def choose_claim() -> str:
    """The claim that is open: as clicked, or as the link names it."""
    wanted = link.given("claim")
    if "claim" not in state or (wanted in CLAIMS and wanted != state["claim"]):  # the latter by the browser's Back
        opened(wanted if wanted in CLAIMS else FIRST)
        if wanted is not None and wanted not in CLAIMS:
            used = _("the first trial is open.")
            state["trial_notice"] = link.known([wanted], _("the claim"), list(CLAIMS), {}, used)[1]
    link.tell("claim", state["claim"])
    return state["claim"]


def bet_and_run(trial: Trial, bent: trial_knobs.Bent, running: bool) -> None:
    """The bet, and the buttons."""
    if not running and trial.id not in state.get("bets", {}):
        # One control for all claims: with one for each, a click while the page is being drawn goes to the former claim.
        if state.get("guess_on") != trial.id or "guess_made" not in state:
            state["guess_on"], state["guess_made"] = trial.id, state.get("guesses", {}).get(trial.id)
        st.segmented_control(
            _("Guess first: the claim…"), BETS, format_func=lambda bet: badge(bet)["badge"], key="guess_made",
            on_change=guessed, help=_("A bet counts when the standard trial has run. It can be left out."),
        )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if running:
            st.button(_("Stop"), icon=":material/stop:", on_click=stop_run, kwargs={"quietly": False})
        else:
            st.button(
                _("Run the trial"), icon=":material/play_arrow:", type="primary", on_click=start,
                kwargs={"settings": {}, "seeds": None, "first_seed": 0, "bent": False}, key="run_standard",
            )  # fmt: skip
            changed = bent.settings is not None and (bent.settings or bent.seeds != trial.seeds or bent.first_seed)
            if changed:
                st.button(
                    _("Run with my settings"), icon=":material/tune:", on_click=ask, args=("run",), key="run_bent"
                )
        if trial.experiment is not None and bent.settings is not None:
            st.button(
                _("Open in Race"), icon=":material/sprint:", on_click=ask, args=("race",),
                help=_("The same experiment as a live race, with one learning rate for all arms."),
            )  # fmt: skip


def board(trial: Trial, result: Result | None, running: dict | None) -> None:
    """The charts: of the run that goes on, or of a result."""
    knob = next((_(one.label) for one in trial.knobs if one.name == trial.flip), "")
    shown = dict(EMPTY)
    if result is not None and not running:
        shown["forest"] = figures.forest(result.rows, trial.chart).to_plotly_json()
        if figures.has_sweep(result.rows) and knob:
            shown["sweep"] = figures.sweep(
                result.rows, trial.chart, knob, result.flip, panel.knob_names(trial)
            ).to_plotly_json()
    trial_board(
        key="trial_board",
        data={
            "run": running["token"] if running else None,
            "figures": shown,
            "words": {
                "starting": _("starting"),
                "progress": _("Progress of the trial"),
                "state": panel.state_words(result, running is not None),
                "forest": {
                    "alternative": panel.chart_words(result, trial.chart.percent),
                    "title": _("Measured"),
                    "subtitle": _("points with 95 % intervals; hollow ones decide nothing"),
                },
                "curves": {
                    "title": _("While it runs"),
                    "subtitle": _("median over seeds, at each arm's best rate so far"),
                },
                "sweep": {
                    "title": _("The setting that flips the verdict: {knob}").format(knob=knob),
                    "subtitle": panel.flip_words(trial, result),
                    "alternative": panel.chart_words(result, trial.chart.percent),
                },
            },
        },
        on_settled_change=on_settled,
    )


claim = choose_claim()
guess = sidebar()
found = results()
hidden = frozenset(name for name in CLAIMS if guess and name not in state.get("bets", {}))
with st.container(key="trial_columns"):
    left, right = st.columns([5, 7], gap="medium")
with left:
    note(
        key="note",
        data={
            "sections": note_data({name: result.verdict for name, result in found.items()}, hidden),
            "section": state["section"],
            "claim": claim,
        },
        on_open_change=open_claim,
    )
with right:
    trial = trial_of(claim)
    running = state.get("trial_run")
    panel.head(trial)
    if notice := state.get("trial_notice"):  # until the next run, or the next claim
        sentences.info(notice)
    if problem := shared_store().problem:
        sentences.warning(problem.render())
    mine = state.get("trial_results", {}).get(claim, {}).get("yours")
    panel.verdicts(trial, found.get(claim), mine, claim in hidden)
    if claim in state.get("bets", {}):
        panel.after_bet(*state["bets"][claim])
    place = st.container()
    if mine is not None or link.is_given(trial_knobs.key_of(trial, "")):
        state.setdefault("bent", set()).add(trial.id)
    with st.expander(_("Change the settings"), expanded=trial.id in state.get("bent", ())):
        bent = trial_knobs.knobs(trial, MAX_SEEDS)
    do_asked(trial, bent)
    with place:
        bet_and_run(trial, bent, running is not None)
    which = "yours" if mine is not None and found.get(claim) is not None else None
    if which:
        views = {"standard": _("standard"), "yours": _("with your settings")}
        which = st.segmented_control(
            _("Charts show"), list(views), default="yours", format_func=views.__getitem__, key="shown", required=True
        )
    result = mine if which == "yours" or found.get(claim) is None else found.get(claim)
    board(trial, None if claim in hidden else result, running)
    with st.expander(_("Method and sources")):
        panel.method(trial)
        if result is not None and claim not in hidden:
            table.show(pd.DataFrame(panel.table(result, trial.chart.percent)), _("Measured"))
link.write()
