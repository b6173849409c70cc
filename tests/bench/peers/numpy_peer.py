"""The network in NumPy, which calls OpenBLAS: `numpy_peer.py FOLDER`. Answers questions as peer.js says.

Weights are (outputs, inputs), so that every product is a fast form of sgemm; images are kept as floats."""
import json
import sys
import time

import numpy as np

D, H, K, CHECKED = 784, 10, 10, 11
folder = sys.argv[1]


def read(name, dtype):
    return np.fromfile(f"{folder}/{name}", dtype)


def images(name):
    return read(name, np.uint8).reshape(-1, D).astype(np.float32) / np.float32(255)


X_train, Y_train = images("train_images"), read("train_labels", np.uint8)
X_test, Y_test = images("test_images"), read("test_labels", np.uint8)
order = read("order", np.uint32).astype(np.intp)
weights = read("weights", np.float32)


class Network:
    def __init__(self):
        parts = np.split(weights.copy(), np.cumsum([H * D, H, K * H]))
        self.Wh, self.bh, self.Wo, self.bo = parts[0].reshape(H, D), parts[1], parts[2].reshape(K, H), parts[3]
        self.trained = self.tested = 0

    def forward(self, X):
        Ah = X @ self.Wh.T
        Ah += self.bh
        np.maximum(Ah, 0, out=Ah)
        Ao = Ah @ self.Wo.T
        Ao += self.bo
        Ao -= Ao.max(1, keepdims=True)
        np.exp(Ao, out=Ao)
        Ao /= Ao.sum(1, keepdims=True)
        return Ah, Ao

    def step(self, m):
        rate = np.float32((0.01 if m == 1 else 0.1) / m)
        first = self.trained if self.trained + m <= len(order) else 0
        self.trained = first + m
        chosen = order[first : first + m]
        X, rows, labels = X_train[chosen], np.arange(m), Y_train[chosen]
        Ah, dZo = self.forward(X)
        loss = -np.log(dZo[rows, labels]).sum() / m
        dZo[rows, labels] -= 1
        dZo *= rate
        dZh = dZo @ self.Wo
        dZh *= Ah > 0
        self.Wo -= dZo.T @ Ah
        self.bo -= dZo.sum(0)
        self.Wh -= dZh.T @ X
        self.bh -= dZh.sum(0)
        return float(loss)

    def predict(self, m):
        first = self.tested if self.tested + m <= len(X_test) else 0
        self.tested = first + m
        return self.forward(X_test[first : first + m])[1]

    def evaluate(self):
        return float((self.forward(X_test)[1].argmax(1) == Y_test).mean())


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


network = Network()
for line in sys.stdin:
    question, m, seconds = line.split()
    m, seconds = int(m), float(seconds)
    if question == "losses":
        network = Network()
        answer = [network.step(m) for _ in range(CHECKED)]
        network = Network()
    elif question == "probabilities":
        network = Network()
        answer = network.predict(m)[-1].tolist()
    elif question == "accuracy":
        network = Network()
        answer = network.evaluate()
    elif question == "train":
        answer = m * frequency(lambda: network.step(m), seconds)
    elif question == "predict":
        answer = m * frequency(lambda: network.predict(m), seconds)
    elif question == "evaluate":
        answer = 1e3 / frequency(network.evaluate, seconds)
    print(json.dumps(answer), flush=True)
