#include "parameters.h"

#include <string.h>

/* Does something with the next n numbers of the plain order, which lie `stride` floats apart in the kernels'
 * layout. */
typedef void visitor(float *row, uint32_t n, uint32_t stride, void *context);

/* Visits all parameters, or all gradients, in the plain order: W_h row by row, b_h, W_o row by row, b_o. */
static void visit_rows(const struct parameters *p, uint32_t H, visitor *visit, void *context)
{
    for (uint32_t h = 0; h < H; h++)
        visit(p->Wh + h / PANEL * D * PANEL + h % PANEL, D, PANEL, context);
    visit(p->bh, H, 1, context);
    for (uint32_t k = 0; k < K; k++)
        visit(p->Wo + k, H, PANEL, context);
    visit(p->bo, K, 1, context);
}

static void get_row(float *row, uint32_t n, uint32_t stride, void *context)
{
    float **flat = context;
    for (uint32_t i = 0; i < n; i++)
        *(*flat)++ = row[i * stride];
}

static void set_row(float *row, uint32_t n, uint32_t stride, void *context)
{
    const float **flat = context;
    for (uint32_t i = 0; i < n; i++)
        row[i * stride] = *(*flat)++;
}

static void hash_row(float *row, uint32_t n, uint32_t stride, void *context)
{
    uint64_t *hash = context;
    for (uint32_t i = 0; i < n; i++) {
        const float value = row[i * stride];
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        if (value != value)
            bits = 0x7fc00000;
        for (int byte = 0; byte < 4; byte++)
            *hash = (*hash ^ (bits >> 8 * byte & 255)) * 0x100000001b3;
    }
}

void parameters_get(const struct parameters *p, uint32_t H, float *flat)
{
    visit_rows(p, H, get_row, &flat);
}

void parameters_set(const struct parameters *p, uint32_t H, const float *flat)
{
    visit_rows(p, H, set_row, &flat);
}

uint64_t parameters_hash(const struct parameters *p, uint32_t H)
{
    uint64_t hash = 0xcbf29ce484222325;
    visit_rows(p, H, hash_row, &hash);
    return hash;
}
