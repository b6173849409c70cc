/* The network: 784 pixels → H hidden units (ReLU) → 10 classes (softmax), cross-entropy, gradient descent.
 *
 * D = 784 inputs, H hidden units, K = 10 classes, m samples in a batch. `d` before a name is the gradient of
 * the loss by it. Every equation of the derivation is one function, forward and backward, in that order, in
 * network.c. */
#ifndef NETWORK_H
#define NETWORK_H

#include "batch.h"

#include <stdint.h>

enum { H_MAX = 512 };

/* W_h, b_h, W_o, b_o, or their gradients. The layout is the kernels': W_h in panels of 12 hidden units, panel
 * p row d column j holds W_h[12 p + j][d]; W_o in one panel, row h column k holds W_o[k][h]. Hidden units
 * that do not exist have weights, biases and gradients 0, so that they never become active; classes that do
 * not exist have weights 0 and the bias −∞, so that softmax gives them 0. */
struct parameters {
    float *Wh; /* (panels, D, PANEL) */
    float *bh; /* (panels, PANEL) */
    float *Wo; /* (panels PANEL, PANEL) */
    float *bo; /* (PANEL) */
};

/* What evaluate finds. */
struct evaluation {
    double loss;               /* mean, nats */
    double accuracy;           /* share of right answers, 0 … 1 */
    uint32_t confusion[K * K]; /* row true class, column answer */
};

/* Where forward() copies what it computed, sample after sample; any may be NULL. */
struct outputs {
    float *Zh, *Ah; /* (m, H) */
    float *Zo, *Ao; /* (m, K) */
};

struct network;

/* A network of H hidden units, 1 … H_MAX, with He's initial weights from the seed; NULL if there is no
 * memory. */
struct network *network_create(uint32_t H, uint32_t seed);

uint32_t network_hidden(const struct network *net);

/* The loss of the batch, nats, and the gradients of it, which stay in the network until the next call. */
double network_gradients(struct network *net, const struct batch *batch);

/* One step of gradient descent on the batch: θ ← θ − rate dθ. Returns the loss before the update. */
double network_step(struct network *net, const struct batch *batch, float rate);

/* Copies out what the forward pass gives for each sample. */
void network_forward(struct network *net, const struct batch *batch, struct outputs out);

/* Loss, accuracy and confusion matrix over the batch. */
void network_evaluate(struct network *net, const struct batch *batch, struct evaluation *out);

/* Parameters and gradients in plain order: Wh row-major (H, D), bh (H), Wo row-major (K, H), bo (K), end to
 * end. */
uint32_t network_parameter_count(const struct network *net);
void network_get_parameters(const struct network *net, float *flat);
void network_get_gradients(const struct network *net, float *flat);
void network_set_parameters(struct network *net, const float *flat);

/* 64-bit FNV-1a (Fowler, Noll, Vo) over the little-endian bytes of the plain order, every NaN as 7fc00000. */
uint64_t network_fingerprint(const struct network *net);

#endif
