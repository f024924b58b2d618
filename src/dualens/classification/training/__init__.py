"""Training: from a manifest to a model folder, logged to MLflow. Needs the extra ``training``."""

from dualens.classification.training.train import train_from

__all__ = ["train_from"]
