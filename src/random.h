/* Seeded random numbers with the same bits on every platform.
 *
 * Generator: xoshiro128++ 1.0 (D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators",
 * ACM TOMS 47, 2021). Seeding: SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014), as the authors of xoshiro advise. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

struct random {
    uint32_t state[4];
};

/* What a stream of random numbers is for. The stream argument of random_seed is kind << 32 | index, so that
 * every epoch and every image has a stream of its own. */
enum random_stream {
    STREAM_WEIGHTS,
    STREAM_SHUFFLE,
    STREAM_DIGITS_TRAIN,
    STREAM_DIGITS_TEST,
    STREAM_CLASSES
};

static inline uint64_t random_stream(enum random_stream kind, uint32_t index)
{
    return (uint64_t)kind << 32 | index;
}

/* Starts the stream `stream` of the seed `seed`; different pairs give unrelated numbers. */
void random_seed(struct random *r, uint64_t seed, uint64_t stream);

/* 32 uniform bits. */
uint32_t random_bits(struct random *r);

/* A uniform integer 0 … n − 1, for n ≥ 1, without bias. */
uint32_t random_below(struct random *r, uint32_t n);

/* A uniform multiple of 2⁻²⁴ in [0, 1). */
float random_uniform(struct random *r);

/* A normal variate, mean 0, standard deviation 1. */
float random_normal(struct random *r);

#endif
