"""Page: a live, fair race of activation functions."""

import json

import streamlit as st

from activations import language
from activations.experiment.experiment import USUAL, Experiment
from activations.experiment.intervention import to_text
from activations.experiment.swaps import all_of
from activations.figures.race import cards as race_cards
from activations.figures.race import inside, table
from activations.figures.race.curves import CLASS_COLOURS
from activations.figures.race.unit import Unit
from activations.language import marked as N_
from activations.language import translate as _
from activations.live.server.race import SETTINGS, RaceRun
from activations.live.server.run import Session
from activations.live.server.supervisor import shared_supervisor
from activations.observation.pictures import GRID
from browser import race as race_board
from pages import link, sentences
from pages import table as shown_table
from pages.race import controls as race_controls
from pages.race import inside as race_inside
from pages.race import operate as race_operate
from pages.race import unit as race_unit
from pages.race.form import name_in_link
from pages.streamlit_private import tab

supervisor = shared_supervisor()
state = st.session_state


NOT_WATCHED = N_(
    "That race is no longer on the server: its tab was away, or other readers needed its place. Here is a new one with "
    "the same settings."
)
MUCH = 5.0  # seconds of training: a change that leaves them says so, and offers them back
ELSEWHERE = N_("That race is open in another tab and goes on there. Here is a new one with the same settings.")


def lost_run() -> bool:
    """Whether this session had a run that is no longer here."""
    return "run" in state and supervisor.get(state["run"]) is None


def own_run() -> RaceRun | None:
    """This session's run, if it is still here."""
    run = supervisor.get(state.get("run"))
    return run if isinstance(run, RaceRun) else None


def taken_out(run: RaceRun, experiment: Experiment) -> bool:
    """Whether the reader has taken something out of the link that was done in this run."""
    before = state["asked"][0].interventions if "asked" in state else ()
    return len(experiment.interventions) < len(before) and experiment.interventions != run.interventions


def current_run(experiment: Experiment, device: str) -> RaceRun:
    """This session's run, or an earlier one, if it is of this experiment or can go on as one; else a new one, paused.

    Earlier ones are kept as long as there is room: Undo, and the browser's Back, lead to them.
    """
    run = own_run()
    without = run if run is not None and taken_out(run, experiment) else None
    if run is not None and run is not without and run.is_of(experiment, device):
        return run
    if run is not None and run.goes_on_as(experiment, device):
        supervisor.send(run, "steps", value=experiment.steps)
        return run
    if lost_run():
        state["board_notice"] = NOT_WATCHED
    if run is not None:
        command("pause")
        keep_aside(run)
    former = [one for one in map(supervisor.get, reversed(state.get("runs", []))) if isinstance(one, RaceRun)]
    found = next((one for one in former if one is not without and one.is_of(experiment, device)), None)
    if found is None:
        found = supervisor.open(RaceRun(experiment, device, language=language.current(), owner=Session(*tab())))
    state["run"] = found.token
    state["runs"] = [*(token for token in state.get("runs", []) if token != found.token), found.token]
    state.pop("rate_now", None)
    return found


def keep_aside(run: RaceRun) -> None:
    """Another run takes its place: keep it if it has cost some time, and offer it back."""
    state.pop("undo", None)
    if run.trained_for >= MUCH:
        state["undo"] = {"run": run.token, "link": link.written(), "step": run.header.get("step", 0)}
    elif not run.header.get("step"):
        supervisor.drop(run.token)


def warn_of_loss() -> None:
    """Beforehand, beside the settings: that a change of most of them begins another race."""
    run = own_run()
    if run is not None and run.trained_for >= MUCH:
        said = _(
            "A change of a setting begins a new race; more steps only make this one longer. Undo brings this one back."
        )
        st.sidebar.caption(said)


def undo() -> None:
    """The settings of before, and with them the run."""
    link.go_to(state.pop("undo")["link"])


def offer_undo() -> None:
    """After a change that began another race: the way back to the one before."""
    if "undo" not in state or supervisor.get(state["undo"]["run"]) is None:
        state.pop("undo", None)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        said = _("The settings have changed, and this is a new race. The one before is kept, at step {step:,}.")
        with st.container():
            sentences.info(said.format(step=state["undo"]["step"]), icon=":material/history:")
        st.button(
            _("Undo"), icon=":material/undo:", on_click=undo, help=_("Back to the race before, with its settings.")
        )


def command(do: str, **values) -> None:
    run = own_run()
    if run is not None:
        supervisor.send(run, do, **values)


def reset() -> None:
    """Back to the start, where nothing of what was done has been done."""
    run = own_run()
    if run is not None:
        command("reset")
        link.put("changes", to_text(run.experiment.interventions))
        link.put("rate_now", run.experiment.learning_rate)
    st.rerun()  # the whole page: the browser still has the changes of before in the sidebar


def change_rate() -> None:
    # A reloaded page that takes up its former run may have let go of it; after Reset the former rate may still be sent.
    if "rate_now" in state and not link.echoed("rate_now"):
        command("learning_rate", value=float(state["rate_now"]))


def on_acts() -> None:
    """Something was done in the run that the link does not say yet: the rerun writes it."""
    run = own_run()
    if run is not None and run.interventions != state["asked"][0].interventions:
        link.put("changes", to_text(run.interventions))


def on_settled() -> None:
    """The run paused or finished: write what was changed on the way into the link, and let the table follow."""
    on_acts()
    run = own_run()
    if run is not None and run.header.get("learning_rate"):
        link.put("rate_now", run.header["learning_rate"])


def on_resume() -> None:
    """This tab was reloaded: take its former run up again if it is still here."""
    token = state["board"].resume
    former, other = supervisor.adopt(token, *state["asked"], owner=Session(*tab())), supervisor.get(token)
    if former is None and other is not None and other.watchers and other.is_of(*state["asked"]):
        state["board_notice"] = ELSEWHERE
    if former is not None and former.token != state.get("run"):
        supervisor.drop(state.get("run", ""))
        state["run"] = former.token
        state.pop("rate_now", None)


def on_gone() -> None:
    """The run was dropped because nobody watched it: the rerun makes a new one. Of a run left behind, no word."""
    if state["board"].gone != state.get("run"):
        return
    state["board_notice"] = NOT_WATCHED


def on_attempt() -> None:
    """A suggestion was taken up: an act on the networks of now, or settings for another race."""
    action = json.loads(state["board"].attempt)
    if "do" in action:
        command("intervene", intervention={**action, "step": 0})
    for field, value in action.get("set", {}).items():
        link.put(name_in_link(field, USUAL.settings()[field]), USUAL.settings()[field].kind.to_control(value))


def on_view() -> None:
    """An insight asks for the charts that it rests on."""
    wanted = json.loads(state["board"].view)
    link.put("inside", wanted["view"])
    if wanted["layer"] is not None:
        link.put("layer", wanted["layer"] + 1)


@st.fragment
def toolbar(experiment: Experiment) -> None:
    """Play or Pause, Step, Reset, the learning rate as it is now, and what the run says. A click reruns only this."""
    run = own_run()
    if run is None:
        st.rerun()  # the whole page: it says so, and makes a new run
    status = run.wanted
    # Streamlit forgets the values of widgets when the page is left, and a run goes on with the rate it had.
    state.setdefault("rate_now", run.header.get("learning_rate") or experiment.learning_rate)
    with st.container(key="race_bar", horizontal=True, vertical_alignment="center", gap="small"):
        plays = status == "playing"
        st.button(
            _("Pause") if plays else _("Play"),
            key="play",  # one button, which keeps the focus
            icon=":material/pause:" if plays else ":material/play_arrow:",
            type="primary",
            on_click=command,
            args=("pause" if plays else "play",),
            disabled=status == "finished",
            help=_("Train the networks. To see again what has been, use *Replay* on the timeline below the charts."),
        )
        size = state.get("step_size", 1)
        st.button(
            _("Step"),
            key="step",
            icon=":material/skip_next:",
            on_click=command,
            args=("step",),
            kwargs={"count": size},
            disabled=status == "finished",
        )
        st.button(_("Reset"), key="reset", icon=":material/restart_alt:", on_click=reset)
        stats("bar", ["step", "rate", "state"], experiment)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.select_slider(
            _("Current learning rate"),
            sorted({*race_controls.RATES, experiment.learning_rate, state["rate_now"]}),
            key="rate_now",
            format_func="{:g}".format,
            on_change=change_rate,
            width=210,
            help=_(
                "Of the steps to come, in the run of now: a change is recorded as an intervention. The sidebar's "
                "*Initial learning rate* is the one at step 0, and makes another race."
            ),
        )
        link.segmented(
            _("Speed"),
            "speed",
            race_controls.SPEED_WORDS,
            "fast",
            on_change=change_speed,
            help=_("slow: 20 steps per second; medium: 200; fast: as many as the machine can do."),
        )
        link.segmented(_("Steps per click"), "step_size", {size: str(size) for size in race_controls.STEP_SIZES}, 1)
        stats("more", ["learning", "networks", "device"], experiment)
    link.write(fragment=True)


def stats(place: str, shown: list[str], experiment: Experiment) -> None:
    """Numbers of the run, which the browser keeps up to date."""
    race_board.stats(
        key=f"stats_{place}",
        data={"shown": shown, "networks": f"{len(experiment.arms)} × {experiment.seeds}", "steps": experiment.steps},
        height="content",
        width="content",
    )


def change_speed() -> None:
    command("speed", value=race_controls.SPEEDS[state.get("speed") or "fast"])


def result_table(run: RaceRun, experiment: Experiment) -> None:
    """Every arm by itself, and every pair of arms: the paired difference over seeds, with its interval."""
    snapshot = run.snapshot()
    if snapshot is None or snapshot.step == 0 or len(experiment.arms) < 2:
        return
    title = _("Each function at step {step:,}").format(step=snapshot.step)
    st.header(title, anchor=False)
    st.caption(sentences.as_written(table.one_rate_for_all(experiment)))
    shown_table.show(table.arm_table(experiment, snapshot, run.stories), title)
    title = _("Paired differences at step {step:,}").format(step=snapshot.step)
    st.header(title, anchor=False)
    st.caption(table.explanation(experiment, snapshot))
    pairs = table.pair_table(experiment, snapshot, run.stories)
    shown_table.show(pairs, title)
    st.download_button(
        _("Save as CSV"), pairs.to_csv(index=False), "paired-differences.csv", "text/csv",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def inside_controls(experiment: Experiment) -> None:
    """Which view of the inside, of which layer."""
    views = {"off": N_("off"), **inside.VIEWS}
    link.segmented(_("Look inside"), "inside", views, "off")
    if state["inside"] != "off" and len(experiment.widths) > 1:
        explained = _("Counted from the inputs.")
        link.number_input(_("Layer"), "layer", 1, 1, len(experiment.widths), width=130, help=explained)
    if state["inside"] != "off":
        race_unit.control()


def unit_cards(experiment: Experiment, seed_shown: int, unit: Unit | None) -> list[dict]:
    """The cells of the layer's units, and the panel of the chosen one."""
    return [] if state["inside"] == "off" else race_unit.cards(experiment, seed_shown, unit)


def sync(run: RaceRun, experiment: Experiment, seed_shown: int, watched: dict | None, unit: Unit | None) -> None:
    """Tell the run what the controls say of how it is shown."""
    run.speak(language.current())
    wanted = {
        "inside": state["inside"] != "off",
        "seed": seed_shown,
        "speed": race_controls.SPEEDS[state.get("speed") or "fast"],
        "watch": watched,
        "closer": race_unit.wanted(experiment, unit) if state["inside"] != "off" else None,
    }
    for do, value in wanted.items():
        if value != getattr(run, SETTINGS[do]):
            supervisor.send(run, do, value=value)


warn_of_loss()
controls = race_controls.sidebar()
experiment = controls.experiment or state.get("last_experiment")
if controls.awaited:
    st.caption(_("This race stays until the sidebar is complete."))
elif controls.experiment is None:
    if experiment:
        said = _("One of the settings in the sidebar is invalid. The previous race stays until you fix it.")
    else:
        said = _(
            "One of the settings in the sidebar is invalid. Until you fix it, this is the race with the default "
            "settings."
        )
    sentences.warning(said)
else:
    state["last_experiment"] = experiment
experiment = experiment or USUAL
gone = lost_run()
try:
    run = current_run(experiment, controls.device)
except ValueError as error:
    sentences.error(str(error))
    link.write()
    st.stop()
finally:
    state["asked"] = (experiment, controls.device)

offer_undo()
toolbar(experiment)
if notice := state.pop("board_notice", None):
    sentences.info(_(notice))
board_place = st.container()  # filled last: what it draws depends on the controls below it
with st.container(horizontal=True, vertical_alignment="bottom"):
    inside_controls(experiment)
    watched = race_inside.watched(experiment)
    race_operate.operate(run, experiment, command, gone)
unit = race_unit.chosen(experiment)
sync(run, experiment, controls.seed_shown, watched, unit)
known = all_of(experiment.arms, run.interventions)
with board_place:
    race_board.board(
        key="board",
        data={
            "run": run.token,
            "cards": race_cards.cards(experiment, controls.log_loss, known)
            + unit_cards(experiment, controls.seed_shown, unit)
            + race_inside.cards(experiment, watched, controls.seed_shown, known),
            "arms": [arm.label for arm in experiment.arms],
            "known": [[arm.label for arm in arms] for arms in known],
            "sizes": race_cards.matched_words(experiment),
            "acts": [act.to_plain() for act in experiment.interventions],
            "layers": len(experiment.widths),
            "grid": GRID,
            "classes": list(CLASS_COLOURS),
        },
        on_settled_change=on_settled,
        on_acts_change=on_acts,
        on_resume_change=on_resume,
        on_gone_change=on_gone,
        on_attempt_change=on_attempt,
        on_view_change=on_view,
        on_unit_change=race_unit.on_unit,
        on_bin_change=lambda: race_unit.on_bin(own_run(), command),
    )
if state["inside"] != "off":
    race_board.inside(key="inside_place")
result_table(run, experiment)
link.write()
