"""The reference job in NumPy and in Numba: 100,000 persons, five states of care, 120 months, one draw of chance per
person and month. Each function takes a seed and gives the mean cost of a person in euro."""

import json
from pathlib import Path

import numpy as np

JOB = json.loads((Path(__file__).parent / "reference_job.json").read_text())
PERSONS, MONTHS = JOB["persons"], JOB["months"]
MONTHLY = np.array(JOB["monthly"])
EURO = np.array(JOB["euro_per_month"])
BOUNDS = MONTHLY.cumsum(axis=1)[:, :-1].copy()


def exact() -> tuple[float, float]:
    """Mean of the cost of a person by powers of the matrix, and its standard deviation."""
    later = [np.zeros(len(EURO))]
    for _ in range(MONTHS):
        later.append(MONTHLY @ (EURO + later[-1]))
    p = np.array(JOB["first"])
    mean = square = 0.0
    for month in range(1, MONTHS + 1):
        p = p @ MONTHLY
        mean += p @ EURO
        square += p @ (EURO * (EURO + 2.0 * later[MONTHS - month]))
    return mean, float(np.sqrt(square - mean**2))


def numpy_job(seed: int) -> float:
    """All persons at once, a month at a time, in the columns of an array."""
    random = np.random.default_rng(seed)
    state = np.zeros(PERSONS, dtype=np.int8)
    cost = np.zeros(PERSONS)
    for _ in range(MONTHS):
        u = random.random(PERSONS)
        new = np.zeros(PERSONS, dtype=np.int8)
        for column in range(BOUNDS.shape[1]):
            new += u >= BOUNDS[state, column]
        state = new
        cost += EURO[state]
    return float(cost.mean())


def numba_job():
    """The ordinary loop, compiled; compiled before it is returned, so that compiling is not in the time."""
    import numba

    @numba.njit
    def loop(seed, persons, months, bounds, euro):
        np.random.seed(seed)
        cost = 0.0
        for _ in range(persons):
            state = 0
            for _ in range(months):
                u = np.random.random()
                new = 0
                for column in range(4):
                    if u >= bounds[state, column]:
                        new += 1
                state = new
                cost += euro[state]
        return cost / persons

    loop(0, 1, 1, BOUNDS, EURO)
    return lambda seed: loop(seed, PERSONS, MONTHS, BOUNDS, EURO)
