/* Batches of samples, and the chunks in which the kernels take them: images as lists of non-zero pixels.
 *
 * Four pixels in five of a handwritten digit are zero and contribute nothing, neither to W X nor to dZ Xᵀ. A
 * batch is read CHUNK samples at a time into lists of the others; a dense image simply has a list of all. */
#ifndef BATCH_H
#define BATCH_H

#include "image.h"
#include "kernels.h"

#include <stdint.h>

/* CHUNK: samples in a chunk. SPARE: entries that kernels may overwrite behind a list. */
enum { CHUNK = 32, SPARE = 16 };

/* GREYS: bytes, of which each stands for grey / 255. FLOATS: numbers that stand for themselves. */
enum pixel_type { GREYS, FLOATS };

/* Up to CHUNK samples, their pixels in lists. */
struct chunk {
    uint32_t size;
    struct sparse pixels[CHUNK];
    uint8_t label[CHUNK];
    uint32_t used; /* entries of row and value, which hold the lists that stand nowhere else */
    _Alignas(16) uint16_t row[CHUNK * D + SPARE];
    _Alignas(16) float value[CHUNK * D + SPARE];
};

/* Where samples come from: arrays, or a data set in some order. read() fills the chunk with the samples first
 * … first + n − 1 of the batch, n ≤ CHUNK. */
struct batch {
    uint32_t size;
    void (*read)(const struct batch *batch, uint32_t first, uint32_t n, struct chunk *chunk);
    union {
        struct {
            const void *images; /* (size, D) */
            enum pixel_type type;
            const uint8_t *labels; /* (size), or NULL where only images count */
        } arrays;
        struct {
            struct data_set *set;
            const uint32_t *order; /* (size): indices of its images; NULL for all images as they stand */
        } data_set;
    };
};

/* A batch of m samples in arrays: images (m, D), labels (m), or NULL where only images count. Both are kept,
 * not copied. */
struct batch batch_of_arrays(const void *images, enum pixel_type type, const uint8_t *labels, uint32_t m);

/* Makes the chunk empty. */
void chunk_clear(struct chunk *chunk);

/* Appends one image of D greys, or of D floats. */
void chunk_add_greys(struct chunk *chunk, const uint8_t *greys, uint8_t label);
void chunk_add_floats(struct chunk *chunk, const float *floats, uint8_t label);

/* Appends one image of which the n non-zero pixels are known already. `row` is kept, not copied: it must stay
 * valid while the chunk is in use. */
void chunk_add_list(struct chunk *chunk, const uint16_t *row, const uint8_t *grey, uint32_t n, uint8_t label);

#endif
