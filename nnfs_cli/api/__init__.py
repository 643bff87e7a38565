"""What `import nnfs_cli` offers to Python: train, load a model, predict."""
