/* The network: 784 pixels → H hidden units (ReLU) → 10 classes (softmax), cross-entropy, gradient descent.
 *
 * D = 784 inputs, H hidden units, K = 10 classes, m samples in a batch. `d` before a name is the gradient of
 * the loss by it. Every equation of the derivation is one function, forward and backward, in that order, in
 * network.c. */
#ifndef NETWORK_H
#define NETWORK_H

#include "batch.h"
#include "parameters.h"

#include <stdint.h>

enum { H_MAX = 512 };

/* The result of network_evaluate. */
struct evaluation {
    double loss;               /* mean over the samples, nats */
    double accuracy;           /* share of correct answers, 0 … 1 */
    uint32_t confusion[K * K]; /* counts; row: true class, column: answer */
    uint32_t active[H_MAX];    /* (H): samples for which each hidden unit is above 0 */
};

/* Where network_forward copies what it computes, sample after sample. Each may be NULL. */
struct outputs {
    float *Zh, *Ah; /* (m, H) */
    float *Zo, *Ao; /* (m, K) */
};

/* Where network_errors puts the errors of the backward pass, sample after sample. They carry no 1/m. */
struct errors {
    float *dZo;       /* (m, K) */
    float *dAh, *dZh; /* (m, H) */
};

/* Where network_explain puts why an image has its logits: Z_o = E X + c, row by row Σ P + c. */
struct explanation {
    float *E;  /* (K, D): the effective template */
    float *P;  /* (K, D): the contributions of the pixels, E ⊙ X */
    float *c;  /* (K): the effective bias */
    float *Zo; /* (K) */
};

struct network;

/* Creates a network of H hidden units, 1 … H_MAX, with He's initial weights from the seed. Returns NULL if
 * there is no memory; free() frees it. */
struct network *network_create(uint32_t H, uint32_t seed);

/* Number of hidden units, H. */
uint32_t network_hidden(const struct network *net);

/* Computes the gradients of the loss of the batch, which stay in the network until the next call. Returns the
 * loss, nats. */
double network_gradients(struct network *net, const struct batch *batch);

/* Takes one step of gradient descent on the batch: θ ← θ − rate dθ. Returns the loss before the update, nats.
 */
double network_step(struct network *net, const struct batch *batch, float rate);

/* Computes the forward pass of the batch and copies out what `out` asks for. */
void network_forward(struct network *net, const struct batch *batch, struct outputs out);

/* Computes the errors of the batch, dZ_o, dA_h and dZ_h. */
void network_errors(struct network *net, const struct batch *batch, struct errors out);

/* Computes the linear map that the network is for one image, a batch of one. */
void network_explain(struct network *net, const struct batch *image, struct explanation out);

/* Computes loss, accuracy and confusion matrix of the batch, and how often each hidden unit is active. */
void network_evaluate(struct network *net, const struct batch *batch, struct evaluation *out);

/* Parameters and gradients as one flat array in plain order: W_h row-major (H, D), b_h (H), W_o row-major (K,
 * H), b_o (K), end to end. */
uint32_t network_parameter_count(const struct network *net);
void network_get_parameters(const struct network *net, float *flat);
void network_get_gradients(const struct network *net, float *flat);
void network_set_parameters(struct network *net, const float *flat);

/* The 64-bit FNV-1a hash (Fowler, Noll, Vo) of the little-endian bytes of all parameters in plain order, with
 * every NaN as 7fc00000. */
uint64_t network_fingerprint(const struct network *net);

#endif
