"""Makes every file of this folder: `python datasets/make_datasets.py` (needs scikit-learn).

The measured data are scikit-learn's copies, the others come from the formulas below. The bytes
are the same on every machine: noise comes from `random.Random.random`, whose numbers Python
guarantees, and the PNG files are stored, not compressed.
"""

from __future__ import annotations

import math
import random
import struct
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sklearn import datasets

HERE = Path(__file__).parent

DIABETES_COLUMNS = [
    "age",
    "sex",
    "bmi",
    "blood_pressure",
    "total_cholesterol",
    "ldl",
    "hdl",
    "cholesterol_hdl_ratio",
    "log_triglycerides",
    "glucose",
]


def write_csv(name: str, header: Sequence[str], rows: Iterable[Sequence[float | str]]) -> None:
    """Numbers with as many digits as they have: no trailing zeros, no -0. Lines end in LF."""
    cells = ([c if isinstance(c, str) else f"{c + 0.0:.12g}" for c in row] for row in rows)
    lines = [",".join(header), *(",".join(row) for row in cells)]
    (HERE / name).write_bytes(("\n".join(lines) + "\n").encode())


def write_classes(name: str, data: Any, header: list[str], classes: Sequence[str]) -> None:
    """A table of features whose last column is the name of the row's class."""
    rows = zip(data.data.tolist(), data.target, strict=True)
    write_csv(name, header, ([*features, classes[label]] for features, label in rows))


def make_iris() -> None:
    header = ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"]
    iris = datasets.load_iris()
    write_classes("iris.csv", iris, header, [str(species) for species in iris.target_names])


def make_breast_cancer() -> None:
    cancer = datasets.load_breast_cancer()
    features = [name.replace(" ", "_") for name in cancer.feature_names]
    write_classes("breast_cancer.csv", cancer, [*features, "diagnosis"], ["malignant", "benign"])


def make_wine() -> None:
    wine = datasets.load_wine()
    features = [name.replace("/", "_") for name in wine.feature_names]
    cultivars = ["cultivar_1", "cultivar_2", "cultivar_3"]
    write_classes("wine.csv", wine, [*features, "cultivar"], cultivars)


def make_diabetes() -> None:
    diabetes = datasets.load_diabetes(scaled=False)
    rows = zip(diabetes.data.tolist(), diabetes.target, strict=True)
    header = [*DIABETES_COLUMNS, "progression"]
    write_csv("diabetes.csv", header, ([*features, target] for features, target in rows))


def make_digits() -> None:
    """The same images twice: as PNG files in class folders, and as a pair of IDX files."""
    digits = datasets.load_digits()
    images = [bytes(math.floor(v * 255 / 16 + 0.5) for v in row) for row in digits.data]
    labels = [int(label) for label in digits.target]
    for number, (pixels, label) in enumerate(zip(images, labels, strict=True)):
        file = HERE / "digits" / str(label) / f"{number:04}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(png(pixels, width=8, height=8))
    images_header = struct.pack(">4B3I", 0, 0, 0x08, 3, len(images), 8, 8)
    labels_header = struct.pack(">4BI", 0, 0, 0x08, 1, len(labels))
    (HERE / "digits-images-idx3-ubyte").write_bytes(images_header + b"".join(images))
    (HERE / "digits-labels-idx1-ubyte").write_bytes(labels_header + bytes(labels))


def png(pixels: bytes, width: int, height: int) -> bytes:
    """An 8-bit grey PNG file; at 64 pixels compression would save nothing worth having."""
    rows = (b"\0" + pixels[row * width : (row + 1) * width] for row in range(height))
    header = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 0)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def noise(source: random.Random, width: float) -> float:
    """Bell-shaped around 0: the sum of three uniform numbers in ±width."""
    return sum(source.uniform(-width, width) for _ in range(3))


def make_spiral(points_per_arm: int = 200) -> None:
    """Three arms, a third of a turn apart: radius s, angle 1.25 turns x s, for s from 0 to 1."""
    source = random.Random(0)
    rows: list[tuple[float | str, ...]] = []
    for number, arm in enumerate(["red", "green", "blue"]):
        for point in range(points_per_arm):
            s = (point + 1) / points_per_arm
            angle = math.tau * (1.25 * s + number / 3) + noise(source, 0.12)
            rows.append((round(s * math.cos(angle), 4), round(s * math.sin(angle), 4), arm))
    write_csv("spiral.csv", ["x", "y", "arm"], rows)


def make_donut(points: int = 500) -> None:
    """A ball of radius below 1 inside a ring of radius 1.2 to 2; every second point is a ball's."""
    source = random.Random(0)
    rows: list[tuple[float | str, ...]] = []
    for point in range(points):
        inner, outer, part = (0, 1, "ball") if point % 2 else (1.2, 2, "ring")
        radius = math.sqrt(source.uniform(inner**2, outer**2))
        angle = source.uniform(0, math.tau)
        rows.append((round(radius * math.cos(angle), 4), round(radius * math.sin(angle), 4), part))
    write_csv("donut.csv", ["x", "y", "part"], rows)


def make_weather(days: int = 600) -> None:
    """Invented days, each with four labels that hold or not, independently of one another."""
    source = random.Random(0)
    features = ["temperature", "humidity", "wind", "pressure", "cloud_cover"]
    rows = [weather_of_a_day(source) for _ in range(days)]
    write_csv("weather.csv", [*features, "rain", "fog", "frost", "gale"], rows)


def weather_of_a_day(source: random.Random) -> list[float]:
    temperature = round(source.uniform(-10, 30), 1)  # degrees Celsius
    humidity = round(source.uniform(20, 100))  # percent
    wind = round(source.uniform(0, 80))  # kilometres per hour
    pressure = round(source.uniform(980, 1040))  # hectopascal
    cloud_cover = round(source.uniform(0, 100))  # percent
    rain = (humidity - 65) / 20 + (cloud_cover - 50) / 20 - (pressure - 1010) / 15
    fog = min((humidity - 60) / 10, (40 - wind) / 10)
    frost = (4 - temperature - cloud_cover / 20) / 3
    gale = (wind - 50 - (pressure - 1010) / 2) / 10
    labels = [float(score + noise(source, 0.3) > 0) for score in (rain, fog, frost, gale)]
    return [temperature, humidity, wind, pressure, cloud_cover, *labels]


GOOD = ["delicious", "fresh", "friendly", "generous", "lovely", "perfect", "tasty", "warm"]
BAD = ["bland", "cold", "dirty", "greasy", "noisy", "overpriced", "rude", "stale"]
PARTS = ["bread", "coffee", "dessert", "fish", "music", "place", "salad", "service", "soup", "wine"]
GOOD_ENDS = ["We will be back.", "A real find!", "Thank you.", "My new favourite"]
BAD_ENDS = ["Never again.", "What a pity...", "Avoid.", "We left early"]
PLAIN_ENDS = ["It was a Tuesday.", "We sat by the window.", "", "The four of us were there."]


def make_reviews(guests: int = 800) -> None:
    """Invented guests of a restaurant: what they wrote, how long they waited, and their verdict."""
    source = random.Random(0)
    header = ["review", "minutes", "meal", "recommended"]
    write_csv("reviews.csv", header, [review_of_a_guest(source) for _ in range(guests)])


def review_of_a_guest(source: random.Random) -> list[float | str]:
    minutes = round(source.uniform(5, 60))
    meal = one_of(source, ["breakfast", "lunch", "dinner"])
    score, sentences = (30 - minutes) / 25 + (meal == "breakfast") / 2, []
    for _ in range(2 + int(source.random() * 3)):
        is_good, is_negated = source.random() < 0.5, source.random() < 0.2
        word = one_of(source, GOOD if is_good else BAD)
        verb = "was not" if is_negated else one_of(source, ["was", "was really", "is always"])
        sentences.append(f"The {one_of(source, PARTS)} {verb} {word}.")
        score += 1 if is_good != is_negated else -1
    verdict = score + noise(source, 0.4) > 0
    told = GOOD_ENDS if verdict else BAD_ENDS
    sentences.append(one_of(source, told if source.random() < 0.3 else PLAIN_ENDS))
    return [" ".join(sentences).strip(), minutes, meal, "yes" if verdict else "no"]


def one_of(source: random.Random, words: Sequence[str]) -> str:
    return words[int(source.random() * len(words))]


def make_bikes(stations: int = 10, days: int = 73) -> None:
    """Hires of bicycles at each of ten invented stations, on every fifth day of a year."""
    source = random.Random(0)
    places = [(8 + 4 * number, noise(source, 0.2)) for number in range(stations)]
    rows: list[tuple[float | str, ...]] = []
    for number in range(days):
        day = date(2023, 1, 1) + timedelta(days=5 * number)
        season = 12 - 10 * math.cos(math.tau * 5 * number / 365)
        temperature = round(season + noise(source, 3), 1)  # degrees Celsius
        rain = round(max(0.0, source.uniform(-10, 10)), 1)  # millimetres
        is_weekend = day.weekday() >= 5
        weather = 0.06 * (temperature - 12) - rain / 8 + is_weekend / 2
        for station, (docks, favour) in enumerate(places):
            hires = count(source, docks / 8 * math.exp(weather + favour))
            weekend = "yes" if is_weekend else "no"
            cells = (f"station_{station}", docks, temperature, rain, weekend, hires)
            rows.append((day.isoformat(), *cells))
    header = ["day", "station", "docks", "temperature", "rain", "weekend", "hires"]
    write_csv("bikes.csv", header, rows)


def count(source: random.Random, mean: float) -> int:
    """A Poisson number: as many as fit when the waiting times up to the next have mean 1/mean."""
    number, left = -1, mean
    while left > 0:
        left += math.log(1 - source.random())
        number += 1
    return number


def main() -> None:
    make_iris()
    make_breast_cancer()
    make_wine()
    make_diabetes()
    make_digits()
    make_spiral()
    make_donut()
    make_weather()
    make_reviews()
    make_bikes()


if __name__ == "__main__":
    main()
