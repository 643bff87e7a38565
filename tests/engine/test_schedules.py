"""Every schedule against its formula by hand, and against PyTorch's where it has one."""

from __future__ import annotations

import math
from typing import Any

import pytest

from nnfs_cli.engine.schedules import SCHEDULES

EPOCHS, PER_EPOCH = 8, 5
STEPS = EPOCHS * PER_EPOCH


def shares(name: str, **options: Any) -> list[float]:
    schedule = SCHEDULES.create(name, **options)
    return [schedule.share(step, STEPS, PER_EPOCH) for step in range(1, STEPS + 1)]


def close(wanted: list[float]) -> Any:
    return pytest.approx(wanted, rel=1e-12, abs=1e-15)


def test_by_hand() -> None:
    epochs = [k / PER_EPOCH for k in range(STEPS)]
    assert shares("constant") == [1.0] * STEPS
    assert shares("inverse_time", decay=0.5) == close([1 / (1 + e / 2) for e in epochs])
    assert shares("inverse_time", decay=0.5)[2 * PER_EPOCH] == 0.5
    stairs = [1.0] * 15 + [0.1] * 15 + [0.01] * 10
    assert shares("step", every=3, factor=0.1) == close(stairs)
    assert shares("exponential", factor=0.5)[:: 2 * PER_EPOCH] == close([1, 1 / 4, 1 / 16, 1 / 64])
    line = [1 - 0.9 * k / STEPS for k in range(STEPS)]
    assert shares("polynomial", end=0.1) == close(line)
    assert shares("polynomial", power=2)[STEPS // 2] == 0.25
    wave = [0.2 + 0.4 * (1 + math.cos(math.pi * k / STEPS)) for k in range(STEPS)]
    assert shares("cosine", end=0.2) == close(wave)
    cycle = shares("one_cycle", rise=0.25, start=0.1, end=0.01)
    assert cycle[0] == pytest.approx(0.1)
    assert cycle[9] == 1.0  # the last step of the rise
    assert cycle[-1] == pytest.approx(0.01)
    assert cycle.index(max(cycle)) == 9


def torch_shares(name: str, **options: Any) -> list[float]:
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = getattr(torch.optim.lr_scheduler, name)(optimizer, **options)
    found = []
    for _ in range(STEPS):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (
            ("step", {"every": 2, "factor": 0.3}),
            ("StepLR", {"step_size": 2 * PER_EPOCH, "gamma": 0.3}),
        ),
        (("exponential", {"factor": 0.8}), ("ExponentialLR", {"gamma": 0.8 ** (1 / PER_EPOCH)})),
        (("polynomial", {"power": 1.5}), ("PolynomialLR", {"total_iters": STEPS, "power": 1.5})),
        (("cosine", {"end": 0.1}), ("CosineAnnealingLR", {"T_max": STEPS, "eta_min": 0.1})),
        (("one_cycle", {}), ("OneCycleLR", {"max_lr": 1.0, "total_steps": STEPS})),
        (
            ("one_cycle", {"rise": 0.37, "start": 0.2, "end": 0.002}),
            (
                "OneCycleLR",
                {
                    "max_lr": 1.0,
                    "total_steps": STEPS,
                    "pct_start": 0.37,
                    "div_factor": 5,
                    "final_div_factor": 100,
                },
            ),
        ),
    ],
    ids=str,
)
def test_as_pytorch(ours: tuple[str, dict[str, Any]], theirs: tuple[str, dict[str, Any]]) -> None:
    if theirs[0] == "OneCycleLR":
        theirs[1]["cycle_momentum"] = False
    wanted = torch_shares(theirs[0], **theirs[1])
    assert shares(ours[0], **ours[1]) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("warmup", [2, 0.25])
def test_warmup_comes_before_the_schedule_and_leaves_it_the_rest(warmup: float) -> None:
    warm = 2 * PER_EPOCH
    rest = STEPS - warm
    wave = [(1 + math.cos(math.pi * k / rest)) / 2 for k in range(rest)]
    ramp = [k / warm for k in range(1, warm + 1)]
    assert shares("cosine", warmup=warmup) == close([*ramp, *wave])


def test_a_warmup_as_long_as_training_only_rises() -> None:
    assert shares("constant", warmup=100) == close([k / STEPS for k in range(1, STEPS + 1)])


LOSSES = [1.0, 0.8, 0.81, 0.795, 0.9, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.2, 0.3, 0.3, 0.3, 0.3]


def plateau_rates(**options: Any) -> list[float]:
    schedule = SCHEDULES.create("reduce_on_plateau", **options)
    rates = []
    for epoch, loss in enumerate(LOSSES, start=1):
        schedule.listen(epoch, loss)
        rates.append(schedule.learning_rate(0.4, epoch, 100, 1))
    return rates


def test_plateau_by_hand() -> None:
    # 0.795 is not better than 0.8 by 0.01: cut after epochs 2 + 3, then 6 + 3, 9 + 3, 13 + 3
    cuts = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4]
    rates = plateau_rates(factor=0.5, patience=3, min_delta=0.01)
    assert rates == [0.4 * 0.5**n for n in cuts]
    least = plateau_rates(factor=0.5, patience=3, min_delta=0.01, min_learning_rate=0.07)
    assert least == [max(rate, 0.07) for rate in rates]
    assert plateau_rates(patience=1, min_learning_rate=3.0) == [0.4] * len(LOSSES)


def test_plateau_as_pytorch() -> None:
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.4)
    theirs = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, factor=0.5, patience=2, threshold=0.01, threshold_mode="abs", min_lr=0.07
    )
    wanted = []
    for loss in LOSSES:
        theirs.step(loss)  # cuts when more than `patience` epochs were bad: ours is one more
        wanted.append(optimizer.param_groups[0]["lr"])
    ours = plateau_rates(factor=0.5, patience=3, min_delta=0.01, min_learning_rate=0.07)
    assert ours == pytest.approx(wanted)
    assert len(set(wanted)) > 3


def test_plateau_goes_on_from_its_state() -> None:
    whole = SCHEDULES.create("reduce_on_plateau", patience=2)
    part = SCHEDULES.create("reduce_on_plateau", patience=2)
    for epoch, loss in enumerate(LOSSES, start=1):
        whole.listen(epoch, loss)
        part.listen(epoch, loss)
        resumed = SCHEDULES.create("reduce_on_plateau", patience=2)
        resumed.load_state(part.state())
        part = resumed
        assert part.share(epoch, 100, 1) == whole.share(epoch, 100, 1)
    assert whole.share(99, 100, 1) < 1
