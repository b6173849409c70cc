#include "batch.h"

#include <stddef.h>

static void read_arrays(const struct batch *batch, uint32_t first, uint32_t n, struct chunk *chunk)
{
    const void *images = batch->arrays.images;
    const uint8_t *labels = batch->arrays.labels;
    chunk_clear(chunk);
    for (uint32_t i = first; i < first + n; i++) {
        const uint8_t label = labels ? labels[i] : 0;
        if (batch->arrays.type == GREYS)
            chunk_add_greys(chunk, (const uint8_t *)images + (size_t)i * D, label);
        else
            chunk_add_floats(chunk, (const float *)images + (size_t)i * D, label);
    }
}

struct batch batch_of_arrays(const void *images, enum pixel_type type, const uint8_t *labels, uint32_t m)
{
    return (struct batch){.size = m, .read = read_arrays, .arrays = {images, type, labels}};
}

void chunk_clear(struct chunk *chunk)
{
    chunk->size = chunk->used = 0;
}

/* The sample whose n rows are at `row` and whose values have just been written behind the others. */
static void finish_sample(struct chunk *chunk, const uint16_t *row, uint32_t n, uint8_t label)
{
    chunk->pixels[chunk->size] = (struct sparse){row, chunk->value + chunk->used, n};
    chunk->label[chunk->size++] = label;
    chunk->used += n;
}

void chunk_add_greys(struct chunk *chunk, const uint8_t *greys, uint8_t label)
{
    uint8_t packed[D + SPARE];
    uint16_t *row = chunk->row + chunk->used;
    const uint32_t n = pack_greys(row, packed, greys, D);
    chunk_add_list(chunk, row, packed, n, label);
}

void chunk_add_floats(struct chunk *chunk, const float *floats, uint8_t label)
{
    uint16_t *row = chunk->row + chunk->used;
    float *value = chunk->value + chunk->used;
    uint32_t n = 0;
    for (uint32_t i = 0; i < D; i++) {
        row[n] = (uint16_t)(i * PANEL);
        value[n] = floats[i];
        n += floats[i] != 0;
    }
    finish_sample(chunk, row, n, label);
}

void chunk_add_list(struct chunk *chunk, const uint16_t *row, const uint8_t *grey, uint32_t n, uint8_t label)
{
    scale_greys(chunk->value + chunk->used, grey, n);
    finish_sample(chunk, row, n, label);
}
