"""What `nn init` found out about data, as plain values for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from nnfs_cli.data.table_profile import TableProfile
from nnfs_cli.init.image_proposal import ImageProposal
from nnfs_cli.init.table_proposal import TableProposal


def facts_of(found: TableProposal | ImageProposal | TableProfile) -> dict[str, Any]:
    """The profile of the data and what was decided about them."""
    if isinstance(found, TableProposal):
        return _of_proposal(found)
    return _of_images(found) if isinstance(found, ImageProposal) else _of_table(found)


def _of_table(profile: TableProfile) -> dict[str, Any]:
    return {
        "kind": "table",
        "rows": profile.rows,
        "rows_sampled": profile.sampled_rows,
        "format": profile.format.describe() if profile.format else "parquet",
        "columns": [
            asdict(column) | {"common": [list(each) for each in column.common]}
            for column in profile.columns
        ],
    }


def _of_proposal(proposal: TableProposal) -> dict[str, Any]:
    balance = proposal.balance
    return _of_table(proposal.profile) | {
        "target": [target.name for target in proposal.targets],
        "features": [column.name for column in proposal.features],
        "left_out": {out.name: out.reason for out in proposal.left_out},
        "rows_with_gaps": proposal.rows_with_gaps,
        "classes": dict(balance.counts) if balance else None,
    }


def _of_images(proposal: ImageProposal) -> dict[str, Any]:
    return {
        "kind": "images",
        "images": proposal.images,
        "images_looked_at": proposal.looked_at,
        "parts": proposal.parts,
        "sizes": [[list(shape), count] for shape, count in proposal.shapes],
        "input_shape": list(proposal.shape),
        "classes": dict(proposal.balance.counts),
    }
