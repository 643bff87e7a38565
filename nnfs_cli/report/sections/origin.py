"""What the run stood on: command, versions, machine, fingerprints of the data, the whole config."""

from __future__ import annotations

from nnfs_cli.report.material import Material
from nnfs_cli.report.numbers import count
from nnfs_cli.report.sections.section import Section, section


def origin(material: Material) -> Section:
    found = material.environment
    matrix = [
        f"{each['library']} {each['version']}, {each['kernel']}, {count(each['threads'], 'thread')}"
        for each in found.get("blas", [])
    ]
    facts = [
        ("Command", found.get("command", "")),
        ("Seed", str(found["seed"])),
        *((f"Data: {source['name']}", f"sha256 {source['sha256']}") for source in found["data"]),
        *((name, version) for name, version in found["versions"].items() if version),
        ("System", f"{found['platform']['system']}, {found['platform']['machine']}"),
        ("Matrix library", "; ".join(matrix)),
    ]
    facts = [(name, value) for name, value in facts if value]
    return section("origin", "Where it comes from", facts=facts, config=material.config)
