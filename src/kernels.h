/* The kernels: everything that runs over many numbers. Each is written twice; the Makefile links one file or
 * the other.
 *
 *   kernels_scalar.c   plain C, which defines what the kernels compute
 *   kernels_simd.c     128-bit WebAssembly SIMD, which gives the same bits
 *
 * Both add in the same order and only use + − × ÷ and comparisons on IEEE single precision, so that their
 * results agree to the bit. (The bits of a NaN are the exception; the fingerprint makes them canonical.)
 *
 * Matrices are kept in panels of PANEL = 12 columns: three vectors, what stays in registers. A row of a panel
 * is always 12 consecutive floats, even if some of its columns are unused; a `row` argument is the offset of
 * a row in floats, 12 times its index.
 *
 * Arrays of n floats that are no panels may be read and written up to the next multiple of LANES. */
#ifndef KERNELS_H
#define KERNELS_H

#include <stdint.h>

enum { LANES = 4, PANEL_VECTORS = 3, PANEL = PANEL_VECTORS * LANES };

/* A vector as n rows of a panel, each with its factor: sparse, or dense if it has all rows. */
struct sparse {
    const uint16_t *row;
    const float *value;
    uint32_t n;
};

/* z = b + Σ value_i W[row_i]    z, b (PANEL), which may be the same  W panel
 * Products are added in pairs, (b + (p₀ + p₁)) + (p₂ + p₃) …, which halves the chain of dependent additions.
 */
void gather_rows(float *z, const float *b, const float *W, struct sparse x);

/* dW[row_i] += value_i (scale d)    dW panel  d (PANEL) */
void scatter_rows(float *dW, const float *d, struct sparse x, float scale);

/* db += Σ_rows scale d    db (PANEL)  d (rows, PANEL), each row `stride` floats after the one before */
void sum_rows(float *db, const float *d, uint32_t stride, uint32_t rows, float scale);

/* W[row_i] −= rate (value_i d)    W panel  d (PANEL): scatter_rows and descend in one, for a batch of one */
void descend_rows(float *W, const float *d, struct sparse x, float rate);

/* θ ← θ − rate dθ    (n) */
void descend(float *theta, const float *dtheta, float rate, uint32_t n);

/* a = 0    (n) */
void clear(float *a, uint32_t n);

/* a = max(z, 0)    (n), NaN stays NaN */
void relu(float *a, const float *z, uint32_t n);

/* dz = da ⊙ [z > 0]    (n) */
void relu_mask(float *dz, const float *da, const float *z, uint32_t n);

/* a = softmax(z), row by row    (rows, PANEL), where unused columns hold −∞ and get 0
 * Also max (rows), the largest z, and sum (rows), Σ exp(z − max), so that log Σ exp z = max + log sum. */
void softmax(float *a, float *max, float *sum, const float *z, uint32_t rows);

/* y = eˣ    (n), within 2 ulp */
void exp_floats(float *y, const float *x, uint32_t n);

/* y = log x    (n), within 2 ulp; log 0 = −∞, of a negative number NaN */
void log_floats(float *y, const float *x, uint32_t n);

/* t = Wᵀ    both (PANEL, PANEL) */
void transpose_panel(float *t, const float *W);

/* value = grey / 255    (n), correctly rounded. Reads and writes up to the next multiple of 16. */
void scale_greys(float *value, const uint8_t *grey, uint32_t n);

/* Returns how many of n greys are not 0; n is a multiple of 16. */
uint32_t count_greys(const uint8_t *grey, uint32_t n);

/* Lists the pixels of an image that are not 0: row (12 times the index of the pixel) and grey. The image has
 * n pixels, a multiple of 16. Returns how many are listed. Up to 8 entries behind the lists are overwritten.
 */
uint32_t pack_greys(uint16_t *row, uint8_t *grey, const uint8_t *image, uint32_t n);

/* Returns how many floats an instruction works on: 4 in the SIMD build, 1 in the scalar build. */
uint32_t kernel_lanes(void);

#endif
