"""Declarative training of small neural networks: a YAML file in, a trained model out."""

__version__ = "0.1.0"
