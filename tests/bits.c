/* Trains a network on built-in handwriting and prints its fingerprint:
 * bits HIDDEN DIGITS SEED BATCH_SIZE LEARNING_RATE STEPS */
#include "data_set.h"
#include "digits.h"
#include "network.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t number(const char *text)
{
    return (uint32_t)strtoul(text, NULL, 10);
}

int main(int count, char **argument)
{
    if (count != 7)
        return 2;
    const uint32_t seed = number(argument[3]), batch_size = number(argument[4]), steps = number(argument[6]);
    const float rate = strtof(argument[5], NULL);
    struct network *net = network_create(number(argument[1]), seed);
    struct data_set *set = data_set_create(GREYS, seed);
    if (!net || !set || !digits_append(set, seed, 0, number(argument[2])))
        return 1;
    for (uint32_t i = 0; i < steps; i++) {
        const struct batch batch = data_set_draw(set, batch_size);
        network_step(net, &batch, rate);
    }
    printf("%016" PRIx64 "\n", network_fingerprint(net));
    data_set_free(set);
    free(net);
    return 0;
}
