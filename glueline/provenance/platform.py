"""Where a stage ran, as far as it can move a number: interpreter, packages, processor, threads, device, commit."""

import importlib.metadata
import os
import platform
import subprocess
import sys
from pathlib import Path

# Instruction sets that choose another kernel, and so another order of summation, in torch, numpy or BLAS.
ISA = ("sse4_2", "avx", "avx2", "fma", "avx512f", "avx512vl", "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx_bf16",
       "amx_tile", "avx_vnni", "asimd", "sve", "sve2", "bf16", "i8mm")
THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS", "ONEDNN_MAX_CPU_ISA")
# Not counted as differing from the commit: what runs write, and params.yaml, whose sections stand in the records in full.
APART = ("leaderboard/runs.jsonl", "dvc.lock", "params.yaml")


def environment() -> dict:
    """The interpreter and the version of every installed package."""
    installed = [dist.metadata for dist in importlib.metadata.distributions()]  # each access reads the file anew
    found = {said["Name"]: said["Version"] for said in installed if said["Name"]}
    return {"python": platform.python_version(), "implementation": platform.python_implementation(), "packages": found}


def numeric_platform() -> dict:
    """Instruction sets, threads and device. Of torch only where the stage has imported it."""
    return {
        "system": platform.system(),
        "machine": platform.machine(),
        "isa": isa_flags(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "variables": {name: os.environ[name] for name in THREAD_VARIABLES if name in os.environ},
        "torch": _torch(),
    }


def isa_flags(cpuinfo: Path = Path("/proc/cpuinfo")) -> list[str]:
    """The flags of ISA that the first processor has; empty where the system does not say."""
    if not cpuinfo.is_file():
        return []
    lines = cpuinfo.read_text("utf-8", errors="replace").splitlines()
    flags = next((line.split(":")[1].split() for line in lines if line.startswith(("flags", "Features"))), [])
    return [flag for flag in ISA if flag in flags]


def commit(root: Path) -> dict:
    """The commit of the checkout, and whether files differ from it; nulls where there is no git."""
    head = _git(root, "rev-parse", "--verify", "HEAD")
    changed = _git(root, "status", "--porcelain", "--", ".", *(f":(exclude){name}" for name in APART))
    return {"commit": head.strip() if head else None, "dirty": bool(changed) if head and changed is not None else None}


def _torch() -> dict | None:
    torch = sys.modules.get("torch")
    if torch is None:
        return None
    on_cuda = torch.cuda.is_initialized()
    return {
        "version": torch.__version__,
        "threads": torch.get_num_threads(),
        "cpu_capability": torch.backends.cpu.get_cpu_capability(),
        "processes": torch.distributed.get_world_size() if torch.distributed.is_initialized() else 1,
        "device": torch.cuda.get_device_name() if on_cuda else "cpu",
        "cuda": torch.version.cuda if on_cuda else None,
    }


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
