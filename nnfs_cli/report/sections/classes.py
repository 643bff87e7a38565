"""Which classes it knows: the scores of each as bars, and the confusion matrix with its rows."""

from __future__ import annotations

import numpy as np

from nnfs_cli.report.confusion_cells import MOST_LABELS, confusion_matrices
from nnfs_cli.report.examples import Examples
from nnfs_cli.report.material import Material
from nnfs_cli.report.sections.section import Section, section
from nnfs_cli.task import Task

SCORES = ("precision", "recall", "f1", "roc_auc", "accuracy")
MOST_CLASSES = 200


def classes(material: Material) -> Section | None:
    """None for numbers, and where nothing was judged."""
    details, answered = material.details, material.answered
    if "confusion_matrix" not in details:
        return None
    per_class = details["per_class"]
    names = [name for name in SCORES if any(name in row for row in per_class.values())]
    examples = None if answered is None else Examples(material, answered, material.ranked)
    confusion = np.array(details["confusion_matrix"])
    matrices = [] if examples is None else confusion_matrices(confusion, examples)
    several = material.task is Task.MULTILABEL
    return section(
        "classes",
        "Labels" if several else "Classes",
        noun=material.noun,
        judged=material.judged,
        of="label" if several else "class",
        scores=names,
        per_class=dict(list(per_class.items())[:MOST_CLASSES]),
        more=max(0, len(per_class) - MOST_CLASSES),
        averages={name: details[name] for name in ("macro", "micro") if details.get(name)},
        matrices=matrices,
        more_labels=max(0, len(per_class) - MOST_LABELS) if several else 0,
        header=examples.header if examples else [],
        hidden=examples.hidden if examples else 0,
    )
