"""Milliseconds for one call of a jitted JAX function whose result is copied, as ours is when it is read, for each line on standard input.

Usage: python jax_bench.py vmap_grad|descent|normal calls
"""

import json
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np

ROWS, SIZES = 1000, (29, 64, 64, 1)


def parameters():
    keys = jax.random.split(jax.random.PRNGKey(1), len(SIZES) - 1)
    return [jax.random.normal(k, (m, n)) * m**-0.5 for k, m, n in zip(keys, SIZES, SIZES[1:])]


WEIGHTS = parameters()


def score(x):
    for weights in WEIGHTS[:-1]:
        x = jnp.tanh(x @ weights)
    return jnp.sum(x @ WEIGHTS[-1])


def descent(x):
    slope = jax.vmap(jax.grad(score))
    return jax.lax.fori_loop(0, 500, lambda i, x: x - 0.01 * slope(x), x)


FUNCTIONS = {
    "vmap_grad": (jax.vmap(jax.grad(score)), lambda: jax.random.normal(jax.random.PRNGKey(0), (ROWS, SIZES[0]))),
    "descent": (descent, lambda: jax.random.normal(jax.random.PRNGKey(0), (ROWS, SIZES[0]))),
    "normal": (lambda key: jax.random.normal(key, (1000, 1000)), lambda: jax.random.PRNGKey(0)),
}


def main():
    name, calls = sys.argv[1], int(sys.argv[2])
    function, argument = FUNCTIONS[name]
    compiled, x = jax.jit(function), argument()
    compiled(x).block_until_ready()
    for _ in sys.stdin:
        start, start_cpu = time.perf_counter(), time.process_time()
        for _ in range(calls):
            np.array(compiled(x))
        wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
        print(json.dumps({"ms": wall / calls * 1e3, "cpu_ms": cpu / calls * 1e3}), flush=True)


main()
