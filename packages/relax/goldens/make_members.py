"""Writes goldens/members.json.gz: the public names of each module of jax-relax 0.2.10, and of its classes the members of their own.

    PYTHONPATH=<jax-relax 0.2.10> python make_members.py
"""

import os

os.environ["KERAS_BACKEND"] = "jax"
import gzip
import importlib
import inspect
import json
import pkgutil
from pathlib import Path

import relax


def modules():
    for info in pkgutil.walk_packages(relax.__path__, "relax."):
        if not info.name.startswith(("relax.legacy", "relax.docs", "relax._modidx", "relax.import_essentials")):
            yield importlib.import_module(info.name)


def members(cls):
    """What its own classes define, and what instances are given by `__init__`."""
    own = [each for each in cls.__mro__ if each.__module__.startswith("relax.")]
    names = {name for each in own for name in vars(each)}
    names |= {name for each in own for name in getattr(each, "__annotations__", {})}
    return sorted(name for name in names if not name.startswith("_"))


out = {}
for module in modules():
    for name in getattr(module, "__all__", []):
        value = getattr(module, name)
        if inspect.isclass(value) and value.__module__ == module.__name__:
            out[name] = members(value)
        elif not inspect.isclass(value):
            out.setdefault(name, None)
(Path(__file__).parent / "members.json.gz").write_bytes(gzip.compress(json.dumps(out, sort_keys=True).encode(), mtime=0))
print(json.dumps(out, indent=0))
