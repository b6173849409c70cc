#include "random.h"
#include "kernels.h"

static uint64_t split_mix(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

void random_seed(struct random *r, uint64_t seed, uint64_t stream)
{
    /* The stream is scrambled before it meets the seed: seed 1, stream 2 is not seed 2, stream 1. */
    uint64_t state = stream;
    state = seed ^ split_mix(&state);
    for (int i = 0; i < 4; i += 2) {
        const uint64_t bits = split_mix(&state);
        r->state[i] = (uint32_t)bits;
        r->state[i + 1] = (uint32_t)(bits >> 32);
    }
}

static uint32_t rotate_left(uint32_t x, int bits)
{
    return x << bits | x >> (32 - bits);
}

uint32_t random_bits(struct random *r)
{
    uint32_t *s = r->state;
    const uint32_t result = rotate_left(s[0] + s[3], 7) + s[0];
    const uint32_t t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 11);
    return result;
}

/* D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29, 2019. */
uint32_t random_below(struct random *r, uint32_t n)
{
    uint64_t product = (uint64_t)random_bits(r) * n;
    if ((uint32_t)product < n) {
        const uint32_t threshold = -n % n;
        while ((uint32_t)product < threshold)
            product = (uint64_t)random_bits(r) * n;
    }
    return (uint32_t)(product >> 32);
}

float random_uniform(struct random *r)
{
    return (float)(random_bits(r) >> 8) * 0x1p-24f;
}

/* The polar method (G. Marsaglia, T. Bray, "A convenient method for generating normal variables", SIAM Review
 * 6, 1964). Of its two variates one is used, so that the generator's state is all there is to remember. */
float random_normal(struct random *r)
{
    float u, square;
    do {
        u = 2 * random_uniform(r) - 1;
        const float v = 2 * random_uniform(r) - 1;
        square = u * u + v * v;
    } while (square >= 1 || square == 0);
    float log_square[LANES] = {square, 1, 1, 1};
    log_floats(log_square, log_square, LANES);
    return u * __builtin_sqrtf(-2 * log_square[0] / square);
}
