"""What the Python peers share: the input of the folder given, and how they answer. peer.js says what is asked."""
import json
import sys
import time

import numpy as np

D, H, K, CHECKED = 784, 10, 10, 11
folder = sys.argv[1]


def read(name, dtype):
    return np.fromfile(f"{folder}/{name}", dtype)


def images(name):
    """As floats 0 … 1."""
    return read(name, np.uint8).reshape(-1, D).astype(np.float32) / np.float32(255)


def initial_weights():
    """Wh (H, D), bh (H), Wo (K, H), bo (K), fresh copies."""
    Wh, bh, Wo, bo = np.split(read("weights", np.float32), np.cumsum([H * D, H, K * H]))
    return Wh.reshape(H, D), bh, Wo.reshape(K, H), bo


def rate_of(m):
    return 0.01 if m == 1 else 0.1


class Walk:
    """Slices of m from 0 on, again from 0 when fewer than m are left."""

    def __init__(self, size):
        self.size, self.end = size, 0

    def take(self, m):
        first = self.end if self.end + m <= self.size else 0
        self.end = first + m
        return slice(first, self.end)


def frequency(work, seconds):
    """Runs per second."""
    start = now = time.perf_counter()
    runs, n = 0, 1
    while now - start < seconds:
        for _ in range(n):
            work()
        runs += n
        now = time.perf_counter()
        if now - start < seconds / 8:
            n *= 2
    return runs / (now - start)


def serve(create):
    """Answers the questions; create() makes a network with the initial weights, at the beginning of the order."""
    network = create()
    for line in sys.stdin:
        question, m, seconds = line.split()
        m, seconds = int(m), float(seconds)
        if question in ("losses", "probabilities", "accuracy"):
            network = create()
        if question == "losses":
            answer = [float(network.step(m)) for _ in range(CHECKED)]
            network = create()
        elif question == "probabilities":
            answer = network.predict(m)[-1].tolist()
        elif question == "accuracy":
            answer = network.evaluate()
        elif question == "train":
            answer = m * frequency(lambda: network.step(m), seconds)
        elif question == "predict":
            answer = m * frequency(lambda: network.predict(m), seconds)
        elif question == "evaluate":
            answer = 1e3 / frequency(network.evaluate, seconds)
        print(json.dumps(answer), flush=True)
