"""On which device, and beside which other processes, this one trains: those that `accelerate launch` started."""

import os
from datetime import timedelta

import torch
from accelerate import PartialState

from glueline.learning.world import World, best_device

# Of a process that waits for the others. The main one may compute alone for long: the states of frozen layers. Where a
# process dies, the launcher ends the rest; this need not.
PATIENCE = timedelta(hours=12)


def launched(seed: int) -> World:
    """The processes started together with this one, joined by NCCL on GPUs and by gloo on processors; or this one alone, on
    the GPU if there is one. `seed`: as World has it."""
    if int(os.environ.get("WORLD_SIZE", 1)) == 1:
        return World(best_device(), seed=seed)
    # Unless told that it is a processor, accelerate joins the processes and then counts one.
    state = PartialState(cpu=not torch.cuda.is_available(), timeout=PATIENCE)
    return World(state.device, state.process_index, state.num_processes, torch.distributed.all_reduce, seed)
