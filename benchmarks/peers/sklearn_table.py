"""A network with scikit-learn: `fit TABLE MODEL`, then `predict TABLE MODEL ANSWERS`."""

import pickle
import sys
import warnings
from pathlib import Path

import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.simplefilter("ignore")
task, source, model_file, *answers = sys.argv[1:]
table = pd.read_csv(source)
if task == "fit":
    model = make_pipeline(
        make_column_transformer(
            (StandardScaler(), [f"x{k}" for k in range(8)]), (OneHotEncoder(), ["city"])
        ),
        MLPRegressor(hidden_layer_sizes=(128, 64), max_iter=1),
    )
    model.fit(table.drop(columns="y"), table["y"])
    Path(model_file).write_bytes(pickle.dumps(model))
else:
    model = pickle.loads(Path(model_file).read_bytes())
    pd.DataFrame({"predicted_y": model.predict(table)}).to_csv(answers[0], index=False)
