"""Which of the older formats a file is in, and the model in it."""

from __future__ import annotations

from pathlib import Path

from nnfs_cli.errors import ConfigError, ModelFileError
from nnfs_cli.files.json_files import load_json
from nnfs_cli.legacy.layered_lists import KEYS, model_of_layered_lists
from nnfs_cli.legacy.prompt_driven import REQUIRED, model_of_prompt_driven
from nnfs_cli.model.model_file import FORMAT, ModelFile, write_model


def read_old_model(
    path: Path, image: tuple[int, int] | None = None, pixels: str = "none"
) -> ModelFile:
    """The model of an older program, as one of ours in float64.

    `image` (height, width) and `pixels` ("none" or "unit") say what the inputs are where the file
    does not. Raises ModelFileError for everything that is not as that program wrote it.
    """
    content, file = load_json(path, what="model of an older program"), str(path)
    keys = set(content) if isinstance(content, dict) else set()
    if "format" in keys and content["format"] == FORMAT:
        raise ModelFileError("this is a model file of nn already", file, "Use it as it is.")
    if "is_image_model" in keys or len(keys & set(REQUIRED)) > len(keys & set(KEYS)):
        if image is not None or pixels != "none":
            raise ConfigError(
                "this model says itself what its inputs are",
                file,
                "Leave out --images and --pixels.",
            )
        return model_of_prompt_driven(content, file)
    if keys & set(KEYS):
        if pixels != "none" and image is None:
            raise ConfigError("--pixels is about images", hint="Add their size: --images 28x28")
        return model_of_layered_lists(content, file, image, pixels)
    raise ModelFileError(
        "this is no model of an older program",
        file,
        "Read are JSON files with the keys layers, weights, feature_list …, or with shape, "
        "weights and biases.",
    )


def import_model(
    old: Path, new: Path, image: tuple[int, int] | None = None, pixels: str = "none"
) -> ModelFile:
    """Write the old model as `new`, a model file of ours, and return it."""
    model = read_old_model(old, image, pixels)
    write_model(new, model)
    return model
