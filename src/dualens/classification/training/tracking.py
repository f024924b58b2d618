"""MLflow: what a run was made from and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from dualens.classification.training.manifest import Manifest
from dualens.errors import MissingExtraError


def log_run(
    address: str, manifest: Manifest, metrics: Mapping[str, float], losses: list[float], model: Path
) -> str:
    """Logs data hashes, parameters, metrics and the model; gives the run's id.

    Args:
        address: An MLflow tracking address; ``sqlite:///FILE`` keeps all in one file beside an
            artifact folder.
    """
    try:
        import mlflow
    except ImportError as error:
        raise MissingExtraError("mlflow-skinny", "training") from error

    mlflow.set_tracking_uri(address)
    mlflow.set_experiment("dualens")
    with mlflow.start_run() as run:
        mlflow.log_params(asdict(manifest.recipe))
        mlflow.log_params({"recall": manifest.recall, "confidence": manifest.confidence})
        mlflow.log_param("list", manifest.control_list)
        mlflow.log_params({f"data.{name}": digest for name, digest in manifest.hashes().items()})
        for epoch, loss in enumerate(losses, start=1):
            mlflow.log_metric("loss", loss, step=epoch)
        mlflow.log_metrics(dict(metrics))
        mlflow.log_artifacts(str(model), artifact_path="model")
        return str(run.info.run_id)
