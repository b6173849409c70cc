/* A short training whose outcome is known, to find out whether this engine computes as it should: some
 * released engines accepted SIMD and gave wrong values. */
#include "exports.h"
#include "random.h"

#include <stdlib.h>

enum { M = 3 };

/* About one pixel in four is ink, as in handwriting. */
static void scribble(uint8_t *images, uint8_t *labels)
{
    struct random random;
    random_seed(&random, 0, 0);
    for (uint32_t i = 0; i < M * D; i++) {
        const uint32_t bits = random_bits(&random);
        images[i] = bits >> 30 ? 0 : (uint8_t)bits;
    }
    for (uint32_t i = 0; i < M; i++)
        labels[i] = (uint8_t)random_below(&random, K);
}

/* A network of 3 units takes three steps of three images and one of a single image. Every kernel takes part;
 * more units would take longer and find no more. */
uint64_t self_test(void)
{
    static uint8_t images[M * D], labels[M];
    struct network *net = network_create(3, 1);
    if (!net)
        return 0;
    scribble(images, labels);
    const struct batch all = batch_of_arrays(images, GREYS, labels, M),
                       one = batch_of_arrays(images, GREYS, labels, 1);
    for (int i = 0; i < 3; i++)
        network_step(net, &all, 0.1f);
    network_step(net, &one, 0.1f);
    const uint64_t answer = network_fingerprint(net);
    free(net);
    return answer;
}
