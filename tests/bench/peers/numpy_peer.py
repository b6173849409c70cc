"""The network in NumPy, which calls OpenBLAS: `numpy_peer.py FOLDER`. Answers questions as peer.js says.

Weights are (outputs, inputs), so that every product is a fast form of sgemm; images are kept as floats."""
import numpy as np
from peer import Walk, images, initial_weights, rate_of, read, serve

X_train, Y_train = images("train_images"), read("train_labels", np.uint8)
X_test, Y_test = images("test_images"), read("test_labels", np.uint8)
order = read("order", np.uint32).astype(np.intp)


class Network:
    def __init__(self):
        self.Wh, self.bh, self.Wo, self.bo = initial_weights()
        self.trained, self.tested = Walk(len(order)), Walk(len(X_test))

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
        rate = np.float32(rate_of(m) / m)
        chosen = order[self.trained.take(m)]
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
        return loss

    def predict(self, m):
        return self.forward(X_test[self.tested.take(m)])[1]

    def evaluate(self):
        return float((self.forward(X_test)[1].argmax(1) == Y_test).mean())


serve(Network)
