/* The parameters of a network in the layout of the kernels, and the plain order in which they are seen from
 * outside: W_h row by row, b_h, W_o row by row, b_o, without padding. */
#ifndef PARAMETERS_H
#define PARAMETERS_H

#include "batch.h"

#include <stdint.h>

/* W_h, b_h, W_o, b_o, or their gradients, in the layout of the kernels: W_h in panels of 12 hidden units,
 * where panel p row d column j holds W_h[12 p + j][d]; W_o in one panel, where row h column k holds
 * W_o[k][h]. Padding up to whole panels: hidden units that do not exist have weights, biases and gradients 0,
 * so that they never become active; classes that do not exist have weights 0 and the bias −∞, so that softmax
 * gives them 0. */
struct parameters {
    float *Wh; /* (panels, D, PANEL) */
    float *bh; /* (panels, PANEL) */
    float *Wo; /* (panels PANEL, PANEL) */
    float *bo; /* (PANEL) */
};

/* Copies them into `flat`, or out of it, in the plain order. */
void parameters_get(const struct parameters *p, uint32_t H, float *flat);
void parameters_set(const struct parameters *p, uint32_t H, const float *flat);

/* 64-bit FNV-1a over the little-endian bytes of the plain order, each NaN as 0x7fc00000. */
uint64_t parameters_hash(const struct parameters *p, uint32_t H);

#endif
