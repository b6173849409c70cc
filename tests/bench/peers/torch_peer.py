"""The network in PyTorch, gradients by hand: `torch_peer.py FOLDER`. Answers questions as peer.js says.

Weights are (outputs, inputs), so that every product is a fast form of sgemm; images are kept as floats. Without
autograd: recording the operations would only take time."""
import numpy as np
import torch
from peer import Walk, images, initial_weights, rate_of, read, serve

torch.set_num_threads(1)
torch.set_grad_enabled(False)

X_train, X_test = (torch.from_numpy(images(name)) for name in ("train_images", "test_images"))
Y_train, Y_test = (torch.from_numpy(read(name, np.uint8)).long() for name in ("train_labels", "test_labels"))
order = torch.from_numpy(read("order", np.uint32).astype(np.int64))


class Network:
    def __init__(self):
        self.Wh, self.bh, self.Wo, self.bo = (torch.from_numpy(part.copy()) for part in initial_weights())
        self.trained, self.tested = Walk(len(order)), Walk(len(X_test))

    def forward(self, X):
        Ah = torch.addmm(self.bh, X, self.Wh.t()).relu_()
        return Ah, torch.addmm(self.bo, Ah, self.Wo.t())

    def step(self, m):
        rate = rate_of(m) / m
        chosen = order[self.trained.take(m)]
        X, labels = X_train.index_select(0, chosen), Y_train[chosen].unsqueeze(1)
        Ah, Zo = self.forward(X)
        dZo = Zo.softmax(1)
        loss = -dZo.gather(1, labels).log_().sum() / m
        dZo.scatter_add_(1, labels, torch.full_like(labels, -1, dtype=torch.float32))
        dZh = dZo.mm(self.Wo).mul_(Ah > 0)
        self.Wo.addmm_(dZo.t(), Ah, alpha=-rate)
        self.bo.sub_(dZo.sum(0), alpha=rate)
        self.Wh.addmm_(dZh.t(), X, alpha=-rate)
        self.bh.sub_(dZh.sum(0), alpha=rate)
        return loss

    def predict(self, m):
        return self.forward(X_test[self.tested.take(m)])[1].softmax(1)

    def evaluate(self):
        return float((self.forward(X_test)[1].argmax(1) == Y_test).float().mean())


serve(Network)
