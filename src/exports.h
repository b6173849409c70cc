/* The functions that only JavaScript calls. They take arrays where the network takes a batch: m images (m, D)
 * of one type, labels (m). `net` and `set` are what network_create and data_set_create gave; learning_rate is
 * 0 or more. The shim checks every argument before it comes here; arrays lie in memory that it asked
 * malloc for. */
#ifndef EXPORTS_H
#define EXPORTS_H

#include "data_set.h"
#include "network.h"

#include <stdint.h>

/* One step of gradient descent. Returns the loss before the update, nats. */
double train_step(struct network *net, const void *images, enum pixel_type type, const uint8_t *labels,
                  uint32_t m, float learning_rate);

/* Probabilities: out (m, K). */
void predict(struct network *net, const void *images, enum pixel_type type, uint32_t m, float *out);

/* Gradients in the plain order: out (network_parameter_count). Returns the loss, nats. */
double gradients(struct network *net, const void *images, enum pixel_type type, const uint8_t *labels,
                 uint32_t m, float *out);

/* What the forward pass computes: out has Zh, Ah (m, H), Zo, Ao (m, K), end to end. */
void activations(struct network *net, const void *images, enum pixel_type type, uint32_t m, float *out);

/* The errors of the backward pass: out has dZo (m, K), dAh, dZh (m, H), end to end. */
void errors(struct network *net, const void *images, enum pixel_type type, const uint8_t *labels, uint32_t m,
            float *out);

/* Why one image has its logits: out has E, P (K, D), c, Zo (K), end to end. */
void explain(struct network *net, const void *image, enum pixel_type type, float *out);

/* Loss, accuracy, confusion matrix and active units of arrays, or of all images of a data set. */
void evaluate(struct network *net, const void *images, enum pixel_type type, const uint8_t *labels,
              uint32_t m, struct evaluation *out);
void evaluate_data_set(struct network *net, struct data_set *set, struct evaluation *out);

/* `steps` steps of gradient descent on the next batches of the data set: losses (steps), nats, each before
 * its update. */
void train(struct network *net, struct data_set *set, uint32_t batch_size, float learning_rate,
           uint32_t steps, float *losses);

/* The fingerprint of a small network after a short training; 0 if there is no memory. An engine that computes
 * as it should gives the one that the shim knows. */
uint64_t self_test(void);

#endif
