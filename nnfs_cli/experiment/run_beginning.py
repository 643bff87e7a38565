"""What a run directory holds before the first step: configs, environment, and the split."""

from __future__ import annotations

from nnfs_cli.build.plan import Plan
from nnfs_cli.config.dump import dump_config
from nnfs_cli.config.paths import moved
from nnfs_cli.errors import DataError
from nnfs_cli.experiment.outcome import parts_of
from nnfs_cli.files.atomic_files import write_atomically
from nnfs_cli.files.background_push import BackgroundPush
from nnfs_cli.files.json_files import dump_json, load_json
from nnfs_cli.run.environment import describe_environment, fingerprint
from nnfs_cli.run.run_directory import RunDirectory


def write_beginning(run: RunDirectory, plan: Plan, command: str) -> BackgroundPush:
    """config.yaml, config.resolved.yaml, environment.json and split.csv, on their way to the disk.

    Power that fails before they are there takes the run with it: it has learned nothing yet.
    """
    write_atomically(run.config, plan.loaded.content, durable=False)
    if plan.start is not None:  # whatever becomes of that model, this run can go on
        write_atomically(run.initial_model, plan.start.file.read_bytes())
    write_resolved(run, plan, durable=False)
    facts = describe_environment(command, plan.config.seed, plan.data.sources)
    facts["training_threads"] = plan.threads
    write_atomically(run.environment, dump_json(facts), durable=False)

    def write_split() -> None:
        run.write_split(plan.data.row_names[:], parts_of(plan))

    files = [run.config, run.resolved_config, run.environment, run.split]
    return BackgroundPush(files, write_split)


def write_resolved(run: RunDirectory, plan: Plan, *, durable: bool = True) -> None:
    """config.resolved.yaml, from which data are found as from the config's own folder."""
    resolved = moved(plan.config, plan.loaded.folder, run.path)
    if plan.start is not None:
        model = resolved.model.model_copy(update={"init_from": run.initial_model.name})
        resolved = resolved.model_copy(update={"model": model})
    write_atomically(run.resolved_config, dump_config(resolved), durable=durable)


def refuse_other_data(run: RunDirectory, plan: Plan) -> None:
    """Raise DataError when the data are no longer those that the run began with."""
    begun_with = load_json(run.environment, what="environment")["data"]
    now = [fingerprint(source) for source in plan.data.sources]
    if [source["sha256"] for source in begun_with] != now:
        raise DataError(
            "the data have changed since this run began, so it cannot go on as it would have",
            ", ".join(map(str, plan.data.sources)),
            hint=f"Train anew: nn train {run.resolved_config}",
        )
