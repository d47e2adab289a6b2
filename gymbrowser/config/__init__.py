"""exp.yml and the files it names, read and checked: the first stage of a build."""

from gymbrowser.config.load import Experiment, load_experiment
from gymbrowser.config.models import experiment_schema

__all__ = ["Experiment", "experiment_schema", "load_experiment"]
