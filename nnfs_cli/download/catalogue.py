"""The data sets that can be fetched by name: what they are, whose they are, where they lie.

Sizes and checksums are those that others publish for the same files: TensorFlow Datasets
(`url_checksums`), the README of Fashion-MNIST, MLCommons Croissant. A file that is not exactly
that is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PublishedFile:
    """One file, by its content."""

    name: str
    size: int
    """bytes"""
    sha256: str
    addresses: tuple[str, ...]
    """where it lies, the first one to be asked first"""


@dataclass(frozen=True)
class PublishedDataset:
    """Files that belong together."""

    name: str
    about: str
    """a line: what a row is, how many there are, what can be predicted"""
    licence: str
    source: str
    """the page that describes it"""
    files: tuple[PublishedFile, ...]
    target: str = ""
    """of a table: the column to predict"""

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)


def _files(
    sizes_and_sums: dict[str, tuple[int, str]], folders: tuple[str, ...]
) -> tuple[PublishedFile, ...]:
    """Files that lie in the same folders under their own names."""
    return tuple(
        PublishedFile(name, size, sha256, tuple(f"{folder}/{name}" for folder in folders))
        for name, (size, sha256) in sizes_and_sums.items()
    )


MNIST = PublishedDataset(
    name="mnist",
    about="70,000 handwritten digits of 28 x 28 grey pixels; which digit is it?",
    licence="CC BY-SA 3.0, Yann LeCun and Corinna Cortes",
    source="http://yann.lecun.com/exdb/mnist/",
    files=_files(
        {
            "train-images-idx3-ubyte.gz": (
                9_912_422,
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            ),
            "train-labels-idx1-ubyte.gz": (
                28_881,
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            ),
            "t10k-images-idx3-ubyte.gz": (
                1_648_877,
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            ),
            "t10k-labels-idx1-ubyte.gz": (
                4_542,
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            ),
        },
        (
            "https://storage.googleapis.com/cvdf-datasets/mnist",
            "https://ossci-datasets.s3.amazonaws.com/mnist",
        ),
    ),
)

FASHION_MNIST = PublishedDataset(
    name="fashion-mnist",
    about="70,000 pictures of clothes, 28 x 28 grey pixels; which of ten kinds is it?",
    licence="MIT, Zalando SE",
    source="https://github.com/zalandoresearch/fashion-mnist",
    files=_files(
        {
            "train-images-idx3-ubyte.gz": (
                26_421_880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            ),
            "train-labels-idx1-ubyte.gz": (
                29_515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            ),
            "t10k-images-idx3-ubyte.gz": (
                4_422_102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            ),
            "t10k-labels-idx1-ubyte.gz": (
                5_148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
            ),
        },
        (
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets",
        ),
    ),
)

PENGUINS = PublishedDataset(
    name="penguins",
    about="344 penguins, measured on three islands; which species is it?",
    licence="CC0 1.0, Horst, Hill and Gorman",
    source="https://allisonhorst.github.io/palmerpenguins/",
    files=_files(
        {
            "penguins.csv": (
                15_241,
                "f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93",
            )
        },
        ("https://raw.githubusercontent.com/allisonhorst/palmerpenguins/main/inst/extdata",),
    ),
    target="species",
)

TITANIC = PublishedDataset(
    name="titanic",
    about="1,309 passengers of the Titanic, with gaps; who survived?",
    licence="AFL 3.0, as MLCommons Croissant publishes it",
    source="https://github.com/mlcommons/croissant/tree/main/datasets/1.0/titanic",
    files=(
        PublishedFile(
            "titanic.csv",
            117_743,
            "c617db2c7470716250f6f001be51304c76bcc8815527ab8bae734bdca0735737",
            (
                "https://raw.githubusercontent.com/mlcommons/croissant/main/datasets/1.0/titanic/data/titanic.csv",
                "https://www.openml.org/data/get_csv/16826755/phpMYEkMl",
            ),
        ),
    ),
    target="survived",
)

WINE_QUALITY = PublishedDataset(
    name="wine-quality",
    about="1,599 red and 4,898 white wines by their chemistry; how good do they taste?",
    licence="CC BY 4.0, Cortez, Cerdeira, Almeida, Matos and Reis",
    source="https://archive.ics.uci.edu/dataset/186/wine+quality",
    files=_files(
        {
            "winequality-red.csv": (
                84_199,
                "4a402cf041b025d4566d954c3b9ba8635a3a8a01e039005d97d6a710278cf05e",
            ),
            "winequality-white.csv": (
                264_426,
                "76c3f809815c17c07212622f776311faeb31e87610d52c26d87d6e361b169836",
            ),
        },
        ("https://archive.ics.uci.edu/ml/machine-learning-databases/wine-quality",),
    ),
    target="quality",
)

DIAMONDS = PublishedDataset(
    name="diamonds",
    about="53,940 diamonds by size, cut, colour and clarity; what do they cost?",
    licence="MIT, the authors of ggplot2",
    source="https://ggplot2.tidyverse.org/reference/diamonds.html",
    files=_files(
        {
            "diamonds.csv": (
                2_772_143,
                "9574730b03aba241d899c4a97511c5061b19358fab89510774fb6c24168345c4",
            )
        },
        (
            "https://raw.githubusercontent.com/tidyverse/ggplot2/main/data-raw",
            "https://raw.githubusercontent.com/mwaskom/seaborn-data/master",
        ),
    ),
    target="price",
)

CATALOGUE = {
    dataset.name: dataset
    for dataset in (PENGUINS, TITANIC, WINE_QUALITY, DIAMONDS, MNIST, FASHION_MNIST)
}
