/* Images as the kernels want them: lists of non-zero pixels.
 *
 * Four pixels in five of a handwritten digit are zero and contribute nothing, neither to W X nor to dZ Xᵀ. A
 * batch is read CHUNK samples at a time into lists of the others; a dense image simply has a list of all. */
#ifndef PIXELS_H
#define PIXELS_H

#include "image.h"
#include "kernels.h"

#include <stdint.h>

/* SPARE: entries that kernels may overwrite behind a list. */
enum { CHUNK = 32, SPARE = 16 };

enum pixel_type { GREYS, FLOATS };

/* Up to CHUNK samples, their pixels in lists. */
struct chunk {
    uint32_t size;
    struct sparse pixels[CHUNK];
    uint8_t label[CHUNK];
    uint32_t used; /* of row and value, where the lists are that stand nowhere else */
    _Alignas(16) uint16_t row[CHUNK * D + SPARE];
    _Alignas(16) float value[CHUNK * D + SPARE];
};

/* Where samples come from: arrays, or a data set in some order. read() fills the chunk with the samples first
 * … first + n − 1 of the batch, n ≤ CHUNK. */
struct batch {
    uint32_t size;
    void (*read)(const struct batch *batch, uint32_t first, uint32_t n, struct chunk *chunk);
    enum pixel_type type;  /* of images */
    const void *images;    /* arrays: (size, D) */
    const uint8_t *labels; /* arrays: (size), or NULL */
    struct data_set *set;  /* a data set … */
    const uint32_t *order; /* … and which of its samples, (size); NULL for all as they stand */
};

/* A batch of m samples in arrays; labels may be NULL where only images count. */
struct batch batch_of_arrays(const void *images, enum pixel_type type, const uint8_t *labels, uint32_t m);

/* Makes the chunk empty. */
void chunk_clear(struct chunk *chunk);

/* Appends one image, D greys 0 … 255 that stand for grey / 255, or D floats that stand for themselves. */
void chunk_add_greys(struct chunk *chunk, const uint8_t *greys, uint8_t label);
void chunk_add_floats(struct chunk *chunk, const float *floats, uint8_t label);

/* Appends one image of which the n non-zero pixels are known already; row must stay where it is. */
void chunk_add_list(struct chunk *chunk, const uint16_t *row, const uint8_t *grey, uint32_t n, uint8_t label);

#endif
