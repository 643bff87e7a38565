"""What other tools call our keys and choices: recognised in messages, never accepted silently.

Names of components (`loss_mse`, `logistic`, `xavier`) stand on the components themselves, as
`also_known_as`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

KEYS: Mapping[str, tuple[str, ...]] = {
    "dataset.path": ("file", "filename", "csv", "data", "source", "data_path", "train_file"),
    "dataset.images": (
        "image",
        "img",
        "folder",
        "image_dir",
        "images_dir",
        "image_folder",
        "img_dir",
        "directory",
    ),
    "dataset.target": (
        "label",
        "y",
        "output",
        "outputs",
        "targets",
        "target_column",
        "label_column",
    ),
    "dataset.features": ("inputs", "input", "x", "feature_columns", "input_columns", "usecols"),
    "dataset.exclude": ("drop", "ignore", "drop_columns", "exclude_columns"),
    "dataset.delimiter": ("sep", "separator"),
    "dataset.filters": ("filter", "where", "query"),
    "dataset.missing": ("na", "nan", "impute", "imputer", "fillna", "missing_values", "na_policy"),
    "dataset.size": ("image_size", "img_size", "resize", "input_size", "target_size"),
    "dataset.crop": ("center_crop", "centre_crop", "crop_size", "centercrop"),
    "dataset.downsample": ("downscale", "subsample", "shrink", "reduce", "block_mean"),
    "dataset.color": ("colour", "color_mode", "mode", "channels", "grayscale"),
    "dataset.classes": ("class_names", "categories"),
    "dataset.weight": ("sample_weight", "sample_weights", "weights", "row_weight"),
    "preprocessing.numeric": ("scaler", "scaling", "normalize", "normalization", "standardize"),
    "split.test": ("test_size", "test_split", "test_ratio", "test_fraction"),
    "split.validation": (
        "val",
        "valid",
        "val_split",
        "validation_split",
        "validation_fraction",
        "validation_size",
        "val_size",
        "val_ratio",
        "dev",
    ),
    "split.k_folds": ("folds", "k_fold", "kfold", "kfolds", "n_splits", "cv", "cross_validation"),
    "split.time": ("date", "order_by", "time_column", "date_column", "time_series", "timestamp"),
    "split.group": ("groups", "group_column"),
    "model.layers": (
        "hidden_layer_sizes",
        "hidden_layers",
        "hidden",
        "hidden_units",
        "architecture",
        "neurons",
        "units",
    ),
    "model.initializer": (
        "init",
        "initialiser",
        "weight_init",
        "kernel_initializer",
        "initialization",
    ),
    "model.loss": ("loss_function", "criterion", "objective", "cost", "cost_function"),
    "model.init_from": ("pretrained", "warm_start", "initial_model", "checkpoint", "from_model"),
    "model.freeze": ("frozen", "freeze_layers", "frozen_layers"),
    "training.epochs": (
        "steps",
        "max_iter",
        "max_epochs",
        "n_epochs",
        "num_epochs",
        "nb_epoch",
        "iterations",
        "n_iter",
    ),
    "training.batch_size": ("batch", "batchsize", "minibatch", "mini_batch_size", "minibatch_size"),
    "training.optimizer": ("optimiser", "solver", "algorithm"),
    "training.learning_rate": ("lr", "eta", "step_size", "learning_rate_init"),
    "training.schedule": ("lr_schedule", "scheduler", "lr_scheduler", "learning_rate_schedule"),
    "training.class_weight": ("class_weights", "class_weighting", "balance"),
    "training.gradient_clip": ("clip", "clipnorm", "clip_norm", "grad_clip", "max_grad_norm"),
    "training.gradient_clip.norm": ("global_norm", "clipnorm", "max_norm"),
    "training.gradient_clip.value": ("clipvalue", "clip_value"),
    "training.early_stopping": ("early_stop", "earlystopping"),
    "training.max_time": ("time_limit", "timeout", "max_runtime", "max_duration", "time_budget"),
    "training.augment": ("augmentation", "data_augmentation", "augmentations"),
    "training.precision": ("dtype",),
    "evaluation.metrics": ("metric", "scoring", "scores"),
    "evaluation.threshold": ("cutoff", "decision_threshold"),
    "output.runs_dir": ("output_dir", "out_dir", "save_dir", "runs", "log_dir", "logdir"),
    "output.plots": ("plot", "figures", "draw"),
    "seed": ("random_state", "random_seed", "rng"),
    "name": ("experiment", "run_name", "title", "experiment_name"),
    "dataset": ("data", "datasets", "input"),
    "model": ("network", "net"),
    "training": ("train", "fit", "trainer", "hyperparameters"),
    "preprocessing": ("preprocess", "transforms"),
    "evaluation": ("eval", "evaluate"),
}

OPTIONS: Mapping[str, tuple[str, ...]] = {
    "label_smoothing": ("smoothing", "label_smooth"),
    "type": ("name", "kind", "class"),
    "standard_deviation": ("stddev", "std", "sigma"),
    "units": ("neurons", "size", "nodes", "n_units", "out_features", "width", "outputs"),
    "activation": ("act", "activation_function", "transfer", "nonlinearity"),
    "filters": ("out_channels", "channels", "n_filters", "num_filters", "kernels"),
    "kernel_size": ("kernel", "filter_size", "size", "window"),
    "pool_size": ("kernel_size", "kernel", "size", "window", "pool"),
    "strides": ("stride", "step", "subsample"),
    "padding": ("pad", "border_mode"),
    "dimension": ("output_dim", "embedding_dim", "embed_dim", "dim", "vector_size"),
    "vocabulary_size": ("input_dim", "num_embeddings", "vocab_size"),
    "encode_as": ("output_mode", "vectorizer", "as", "encoding", "encoder"),
    "tokens": ("analyzer", "tokenizer"),
    "ngrams": ("ngram_range", "ngram", "n_grams"),
    "max_words": ("max_features", "max_tokens", "num_words", "vocab_size", "vocabulary_size"),
    "min_rows": ("min_df", "min_count", "min_frequency"),
    "length": ("maxlen", "max_len", "max_length", "output_sequence_length"),
    "lowercase": ("lower", "to_lower"),
    "rate": ("p", "prob", "probability", "dropout"),
    "initializer": ("init", "initialiser", "kernel_initializer", "weight_init"),
    "l2": ("weight_decay", "regularization", "kernel_regularizer", "alpha", "l2_reg", "ridge"),
    "l1": ("l1_reg", "lasso"),
    "epsilon": ("eps",),
    "rho": ("alpha", "decay", "smoothing"),
    "initial_square": ("initial_accumulator_value", "initial_accumulator"),
    "weight_decay": ("decay", "wd"),
    "momentum_growth": ("momentum_decay", "schedule_decay"),
    "history": ("history_size", "m", "maxcor"),
    "tolerance_gradient": ("tolerance_grad", "gtol", "tol"),
    "tolerance_change": ("ftol", "tol_change"),
    "warmup": ("warmup_epochs", "warmup_steps", "warm_up", "num_warmup_steps"),
    "every": ("step_size", "decay_steps", "epochs"),
    "factor": ("gamma", "drop", "decay_rate"),
    "decay": ("decay_rate", "gamma", "rate"),
    "end": ("eta_min", "min_lr", "final", "end_learning_rate", "alpha"),
    "rise": ("pct_start",),
    "min_delta": ("threshold", "delta", "tol"),
    "min_learning_rate": ("min_lr", "minimum", "eta_min"),
    "beta_1": ("beta1", "b1"),
    "beta_2": ("beta2", "b2"),
    "monitor": ("metric",),
    "patience": ("n_iter_no_change", "wait"),
    "restore_best": ("restore_best_weights",),
}
"""Keys of components and other small mappings; they stand where they stand."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "standardize": ("standard", "zscore", "z-score", "z_score", "standardise", "standardscaler"),
    "minmax": ("min-max", "min_max", "minmaxscaler", "normalize", "scale"),
    "grayscale": ("gray", "grey", "greyscale", "l"),
    "none": ("null", "off", "no", "identity"),
    "drop": ("dropna", "remove", "skip"),
    "mean": ("average", "avg"),
    "mode": ("most_frequent",),
    "numeric": ("number", "float", "int", "integer", "numerical", "continuous"),
    "categorical": ("category", "class", "string", "str", "factor"),
    "boolean": ("bool", "binary"),
    "tfidf": ("tf-idf", "tf_idf"),
    "counts": ("count", "bag_of_words", "bow"),
    "binary": ("multi_hot", "one_hot"),
    "sequence": ("sequences", "int", "indices", "ids"),
    "words": ("word",),
    "characters": ("character", "char", "chars", "char_wb"),
    "float32": ("single", "fp32", "f32"),
    "float64": ("double", "fp64", "f64"),
    "full": ("all", "whole"),
    "best_f1": ("f1", "max_f1", "f1_score", "optimal_f1"),
    "youden": ("youden_j", "youdens_j", "j", "j_statistic", "informedness"),
    "list": ("json", "text", "readable"),
}


def our_choice(word: str, known: Iterable[str]) -> str | None:
    """Our word, if it is among the `known` ones, for what others call `word`."""
    folded = word.casefold()
    return next((ours for ours in known if folded in CHOICES.get(ours, ())), None)


def our_option(key: str, known: Iterable[str]) -> str | None:
    """The one of the `known` keys that others call `key`."""
    folded = key.casefold().replace("-", "_")
    return next((ours for ours in known if folded in OPTIONS.get(ours, ())), None)


def our_key(key: str, section: str) -> str | None:
    """The path of what others call `key`, preferably in `section` ("" for the top)."""
    folded = key.casefold().replace("-", "_")
    paths = [path for path, foreign in KEYS.items() if folded in foreign]
    near = [path for path in paths if path.rpartition(".")[0] == section]
    return next(iter(near + paths), None)
