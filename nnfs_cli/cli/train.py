"""`nn train`: what it shows before, while and after a network learns."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnfs_cli.cli.completion import complete_config, complete_run
from nnfs_cli.cli.options import Jobs, Json, Overrides, Quiet, Smooth
from nnfs_cli.cli.wording import printable
from nnfs_cli.errors import ConfigError, ExitCode

if TYPE_CHECKING:
    from nnfs_cli.cli.folds_view import FoldsView
    from nnfs_cli.cli.pace import Pace
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.cli.training_view import TrainingView
    from nnfs_cli.doctor.footprint import Footprint
    from nnfs_cli.experiment.beginning import Run
    from nnfs_cli.experiment.outcome import Result
    from nnfs_cli.run.run_directory import RunDirectory


MaybeConfig = Annotated[
    Path | None,
    typer.Argument(
        metavar="CONFIG", help="A YAML file.", show_default=False, autocompletion=complete_config
    ),
]
Resume = Annotated[
    Path | None,
    typer.Option(
        metavar="RUN",
        help="Go on with a run; --set training.epochs=… extends it.",
        autocompletion=complete_run,
    ),
]
InitFrom = Annotated[
    Path | None,
    typer.Option(
        metavar="MODEL",
        help="A model.json or run whose weights to start with.",
        autocompletion=complete_run,
    ),
]


def train_command(
    config: MaybeConfig = None,
    overrides: Overrides = [],  # noqa: B006  Typer copies it
    name: Annotated[
        str | None, typer.Option(help="Name of the run, instead of the config's.")
    ] = None,
    runs_dir: Annotated[
        Path | None, typer.Option(help="Where run directories go, instead of the config's.")
    ] = None,
    resume: Resume = None,
    init_from: InitFrom = None,
    jobs: Jobs = None,
    smooth: Smooth = 0.0,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Example: nn train configs/iris.yaml --set training.epochs=50

    Check the config and its data, train the network and leave a run directory with the model,
    its metrics, plots and predictions. Ctrl-C stops after the step under way and keeps
    everything, for --resume.
    """
    from nnfs_cli.cli.screen import Screen

    screen = Screen(quiet=quiet, as_json=as_json)
    with undisturbed(resume):
        with screen.busy("reading the data"):
            run = prepared(config, resume, overrides, name, runs_dir, init_from, jobs)
        result, plan = trained(run, screen, smooth)
    show(result, plan, screen)
    if result.status == "interrupted":
        raise typer.Exit(ExitCode.INTERRUPTED)


@contextmanager
def undisturbed(resumed: Path | None) -> Iterator[None]:
    """From before its newest state is read, nobody else may train in a run that is resumed."""
    if resumed is None or not resumed.is_dir():  # a mistake, told where the run is read
        yield
        return
    from nnfs_cli.run.run_directory import RunDirectory

    with RunDirectory(resumed).claimed():
        yield


def prepared(
    config: Path | None,
    resume: Path | None,
    overrides: list[str],
    name: str | None,
    runs_dir: Path | None,
    init_from: Path | None,
    jobs: int | None,
) -> Run:
    """The experiment, with data read and network built. Raises every mistake at once."""
    from nnfs_cli.config.early_digests import begin_digests
    from nnfs_cli.config.loading import load_config

    if resume is not None:
        from nnfs_cli.experiment.beginning import resume as resumed

        if config or name is not None or runs_dir or init_from:
            message = "--resume goes on with a run as it was begun; only --set can come with it"
            raise ConfigError(message, hint=shlex.join(["nn", "train", "--resume", str(resume)]))
        return resumed(resume, jobs, overrides)
    if config is None:
        raise ConfigError("no config is given", hint=configs_at_hand(Path()))
    command = shlex.join(["nn", *sys.argv[1:]])
    named = [] if name is None else [f"name={json.dumps(name, ensure_ascii=False)}"]
    if init_from is not None:  # as the config would say it, whose paths are relative to its folder
        start = Path(os.path.relpath(init_from, config.parent)).as_posix()
        named.append(f"model.init_from={json.dumps(start, ensure_ascii=False)}")
    loaded = load_config(config, [*overrides, *named])
    begin_digests(loaded)
    from nnfs_cli.experiment.beginning import begin

    return begin(loaded, runs_dir, command, jobs)


def configs_at_hand(folder: Path) -> str:
    """What could be trained in a folder; how to make a config where there is none."""
    from nnfs_cli.suggestions import listed

    names = sorted(file.name for file in folder.glob("*.y*ml"))
    if not names:
        return "Make one from your data: nn init DATA"
    return f"nn train {shlex.quote(names[0])}" + (
        f"\nThere are also: {listed(names[1:])}." if names[1:] else ""
    )


def trained(run: Run, screen: Screen, smooth: float) -> tuple[Result, dict[str, Any]]:
    """Train, for all to see, until done or told to stop; then evaluate and write it all down.

    Also what was expected of it, for programs.
    """
    from nnfs_cli.cli.summary_view import before_training
    from nnfs_cli.doctor.footprint import footprint, size_concerns
    from nnfs_cli.stop_signals import stopping_in_good_order

    needs = footprint(run.plan, run.overview.trainer, run.jobs)
    concerns = (*run.overview.concerns_about_data, *size_concerns(needs, run.runs_dir))
    screen.note(*map(printable, run.overview.warnings), before_training(run.overview, needs), "")
    screen.note(*(f"Warning: {printable(concern.sentence)}\n" for concern in concerns))
    directory = run.start()
    view = view_of(run, directory, screen, smooth)
    pace = pace_of(run, view)

    def stop() -> None:
        run.request_stop()
        view.stopping()

    try:
        with directory.claimed(), stopping_in_good_order(stop):
            with view, pace:
                for report in run.train():
                    view.epoch_ended(report)
            with screen.busy("evaluating and drawing"):
                return run.finish(), expected(needs, pace)
    except KeyboardInterrupt:  # the second one, which does not wait
        screen.next_step(shlex.join(["nn", "train", "--resume", str(directory.path)]))
        raise


def view_of(run: Run, directory: RunDirectory, screen: Screen, smooth: float) -> Any:
    """What shows a run, or its folds."""
    from nnfs_cli.cli.training_view import view_of_training
    from nnfs_cli.experiment.experiment import Experiment
    from nnfs_cli.run.metrics_file import past_epochs

    if isinstance(run, Experiment):
        view = view_of_training(screen, run.trainer, smooth)
        if run.trainer.epoch:
            view.went_on_from(past_epochs(directory.metrics), run.best.epoch)
        return view
    from nnfs_cli.cli.folds_view import FoldsView

    return FoldsView(screen, run)


def pace_of(run: Run, view: TrainingView | FoldsView) -> Pace:
    """What tells how long it will take, once that is known."""
    from nnfs_cli.cli.pace import Pace
    from nnfs_cli.cli.wording import duration
    from nnfs_cli.doctor.footprint import long_training

    plan = run.plan
    each = 0 if plan.folds else plan.epochs
    at_most = "at most " if plan.early_stopping else ""

    def tell(seconds: float) -> None:
        per_epoch = f"About {duration(seconds / each)} per epoch, " if each else "About "
        long = long_training(plan, seconds, duration(seconds))
        view.say(f"{per_epoch}{at_most}{duration(seconds)} in all.")
        if long is not None:
            view.say(f"Warning: {long.sentence}")

    return Pace(lambda: view.share, tell, each)


def expected(needs: Footprint, pace: Pace) -> dict[str, Any]:
    """What was known of the training before it was over."""
    return {
        "parameters": needs.parameters,
        "memory_bytes": round(needs.memory),
        "disk_bytes": round(needs.disk),
        "seconds": pace.seconds,
        "seconds_per_epoch": pace.seconds_per_epoch,
    }


def show(result: Result, plan: dict[str, Any], screen: Screen) -> None:
    """The result: to read on the screen, or as JSON."""
    from nnfs_cli.cli.result_view import after_training, files_in, record, warnings_of

    screen.json({**record(result), "plan": plan})
    screen.result(*after_training(result))
    screen.note(*warnings_of(result))
    screen.note("", files_in(result.directory))
    screen.next_step(result.next_command)
