"""`nn schema`: what editors need to complete and check a config while it is typed."""

from __future__ import annotations


def schema_command() -> None:
    """Example: nn schema > nn.schema.json

    Print the JSON Schema of the config. Editors that speak YAML complete and check a config
    that opens with the line: # yaml-language-server: $schema=nn.schema.json
    """
    from nnfs_cli.cli.screen import Screen
    from nnfs_cli.config.json_schema import config_json_schema

    screen = Screen(as_json=True)
    screen.json(config_json_schema())
    screen.next_step("nn check configs/iris.yaml")
