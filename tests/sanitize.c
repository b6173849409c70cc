/* Runs the core over sizes around every tile, with each array in a block of exactly its size, so that
 * AddressSanitizer sees a read or a write past an end. Prints a fingerprint of it all, the same for both
 * builds. */
#include "data_set.h"
#include "digits.h"
#include "exports.h"
#include "kernels.h"
#include "network.h"
#include "random.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint32_t hidden_sizes[] = {1, 4, 5, 12, 13, 25};
static const uint32_t batch_sizes[] = {1, 2, 31, 33};
static uint64_t hash = 0xcbf29ce484222325;

#define LENGTH(a) (sizeof(a) / sizeof *(a))

enum { STROKES_MOST = 6, POINTS_MOST = 9 };

static void note(const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3;
}

/* m images with the share ink / 256 of their pixels not 0; greys, or floats of the same values. */
static void *make_images(struct random *random, enum pixel_type type, uint32_t m, uint32_t ink)
{
    uint8_t *greys = malloc(m * D);
    float *floats = malloc(m * D * sizeof *floats);
    for (uint32_t i = 0; i < m * D; i++) {
        const uint32_t bits = random_bits(random);
        greys[i] = (bits & 255) < ink ? (uint8_t)(bits >> 8 | 1) : 0;
        floats[i] = (float)greys[i] / 255;
    }
    free(type == GREYS ? (void *)floats : greys);
    return type == GREYS ? (void *)greys : floats;
}

static uint8_t *make_labels(struct random *random, uint32_t m)
{
    uint8_t *labels = malloc(m);
    for (uint32_t i = 0; i < m; i++)
        labels[i] = (uint8_t)random_below(random, K);
    return labels;
}

/* Explains the first image. */
static void use_explanation(struct network *net, const void *images, enum pixel_type type)
{
    const struct batch one = batch_of_arrays(images, type, NULL, 1);
    struct explanation why = {malloc(K * D * sizeof(float)), malloc(K * D * sizeof(float)),
                              malloc(K * sizeof(float)), malloc(K * sizeof(float))};
    network_explain(net, &one, why);
    note(why.E, K * D * sizeof(float));
    note(why.P, K * D * sizeof(float));
    note(why.c, K * sizeof(float));
    free(why.E), free(why.P), free(why.c), free(why.Zo);
}

/* Every function of network.h on arrays. */
static void use_network(struct network *net, const void *images, enum pixel_type type, const uint8_t *labels,
                        uint32_t m)
{
    const uint32_t H = network_hidden(net), count = network_parameter_count(net);
    float *flat = malloc(count * sizeof *flat), *Zh = malloc(m * H * sizeof *Zh),
          *Ah = malloc(m * H * sizeof *Ah);
    float *Zo = malloc(m * K * sizeof *Zo), *Ao = malloc(m * K * sizeof *Ao);
    const struct batch batch = batch_of_arrays(images, type, labels, m);
    const struct batch unlabelled = batch_of_arrays(images, type, NULL, m);
    struct evaluation evaluation;
    network_forward(net, &unlabelled, (struct outputs){Zh, Ah, Zo, Ao});
    struct errors errors = {malloc(m * K * sizeof(float)), malloc(m * H * sizeof(float)),
                            malloc(m * H * sizeof(float))};
    network_errors(net, &batch, errors);
    note(errors.dZh, m * H * sizeof(float));
    use_explanation(net, images, type);
    network_step(net, &batch, 0.1f);
    network_gradients(net, &batch);
    network_get_gradients(net, flat);
    note(flat, count * sizeof *flat);
    network_get_parameters(net, flat);
    network_set_parameters(net, flat);
    network_evaluate(net, &batch, &evaluation);
    note(&evaluation.loss, sizeof evaluation.loss);
    note(Ao, m * K * sizeof *Ao);
    free(flat), free(Zh), free(Ah), free(Zo), free(Ao);
    free(errors.dZo), free(errors.dAh), free(errors.dZh);
}

/* A data set that grows while it is trained on. */
static void use_data_set(struct network *net, const void *images, enum pixel_type type, const uint8_t *labels,
                         uint32_t m)
{
    struct data_set *set = data_set_create(type, 1);
    const size_t bytes = m * D * (type == GREYS ? 1 : sizeof(float));
    void *copy = malloc(2 * bytes);
    uint8_t *label_copy = malloc(2 * m);
    struct evaluation evaluation;
    for (int i = 0; i < 2; i++) {
        if (!data_set_append(set, images, labels, m))
            exit(2);
        for (int step = 0; step < 5; step++) {
            const struct batch batch = data_set_draw(set, 7);
            network_step(net, &batch, 0.1f);
        }
    }
    for (uint32_t position = 0; position <= 2 * m; position += (m + 1) / 2) {
        data_set_go_to(set, position % 3, position);
        data_set_get_drawn(set, m, copy, label_copy);
        const struct batch batch = data_set_draw(set, 5);
        network_step(net, &batch, 0.1f);
    }
    data_set_get_images(set, 0, 2 * m, copy);
    data_set_get_labels(set, 0, 2 * m, label_copy);
    if (memcmp(copy, images, bytes) || memcmp((uint8_t *)copy + bytes, images, bytes))
        exit(3);
    const struct batch all = data_set_all(set);
    network_evaluate(net, &all, &evaluation);
    note(&evaluation.loss, sizeof evaluation.loss);
    data_set_free(set);
    free(copy), free(label_copy);
}

/* Digits that are made when they are needed, and images behind them. */
static void use_made_digits(void)
{
    enum { MADE = 70, MORE = 3 };
    struct network *net = network_create(13, 1);
    struct data_set *set = data_set_create(GREYS, 1);
    uint8_t *images = malloc((MADE + MORE) * D), *labels = malloc(MADE + MORE);
    struct evaluation evaluation;
    if (!digits_append(set, 1, 0, MADE))
        exit(4);
    for (int step = 0; step < 4; step++) {
        const struct batch batch = data_set_draw(set, 20);
        network_step(net, &batch, 0.1f);
    }
    data_set_get_images(set, 0, MADE, images);
    data_set_get_labels(set, 0, MADE, labels);
    const uint32_t size = data_set_size(set);
    if (!data_set_append(set, images, labels, MORE) || !data_set_append(set, images, labels, 0))
        exit(5);
    data_set_truncate(set, size);
    if (data_set_size(set) != MADE)
        exit(6);
    const uint32_t at[] = {data_set_epoch(set), data_set_position(set)};
    note(at, sizeof at);
    const struct batch all = data_set_all(set);
    network_evaluate(net, &all, &evaluation);
    note(&evaluation.loss, sizeof evaluation.loss);
    for (int step = 0; step < 5; step++) /* to numbers that are none */
        network_step(net, &all, 1e38f);
    const uint64_t fingerprint = network_fingerprint(net);
    note(&fingerprint, sizeof fingerprint);
    network_evaluate(net, &all, &evaluation);
    data_set_free(set);
    free(net), free(images), free(labels);
}

/* Drawings of any shape: empty strokes, dots, specks far away, points that are no numbers. */
static void use_drawings(struct random *random)
{
    for (uint32_t i = 0; i < 300; i++) {
        const uint32_t strokes = random_below(random, STROKES_MOST);
        uint32_t *lengths = malloc((strokes + 1) * sizeof *lengths), points = 0;
        for (uint32_t s = 0; s < strokes; s++)
            points += lengths[s] = random_below(random, POINTS_MOST);
        float *at = malloc((2 * points + 1) * sizeof *at);
        for (uint32_t p = 0; p < 2 * points; p++) {
            const int is_no_number = random_below(random, 60) == 0;
            at[p] = is_no_number ? NAN : random_uniform(random) + (float)random_below(random, 2);
        }
        uint8_t *image = malloc(D);
        digits_rasterise(at, lengths, strokes, image);
        note(image, D);
        free(lengths), free(at), free(image);
    }
}

/* What training meets seldom or never: numbers at the ends of their range. */
static void use_extremes(struct random *random)
{
    const float ends[] = {0, 1, 1e-40f, 1e-30f, 3e38f, 200, INFINITY, -1e-30f, -1, -200, -INFINITY, NAN};
    enum { COUNT = LENGTH(ends) };
    float *x = malloc(COUNT * sizeof *x), *y = malloc(COUNT * sizeof *y);
    memcpy(x, ends, sizeof ends);
    void (*const functions[])(float *, const float *, uint32_t) = {exp_floats, log_floats};
    for (uint32_t f = 0; f < LENGTH(functions); f++) {
        functions[f](y, x, COUNT);
        for (uint32_t i = 0; i < COUNT; i++)
            if (y[i] == y[i]) /* the sign of a NaN is the machine's */
                note(&y[i], sizeof y[i]);
    }
    free(x), free(y);
    for (uint32_t i = 0; i < 20; i++) {
        const uint32_t value = random_below(random, 3000000000u);
        note(&value, sizeof value);
    }
    const uint64_t answer = self_test();
    note(&answer, sizeof answer);
    if (kernel_lanes() == 0)
        exit(7);
}

static void use_digits(void)
{
    uint8_t *image = malloc(D);
    struct drawing *drawings = malloc(2 * sizeof *drawings);
    for (uint32_t i = 0; i < 100; i++) {
        digits_write(1, i % 2, i, drawings, image);
        note(image, D);
    }
    float *points = malloc(10 * sizeof *points);
    uint32_t *lengths = malloc(2 * sizeof *lengths);
    memcpy(points, (float[]){0, 0, 3, 9, 1e30f, -1e30f, 5, 5, 5, 5}, 10 * sizeof *points);
    memcpy(lengths, (uint32_t[]){4, 1}, 2 * sizeof *lengths);
    for (uint32_t strokes = 0; strokes <= 2; strokes++) {
        digits_rasterise(points, lengths, strokes, image);
        note(image, D);
    }
    free(image), free(drawings), free(points), free(lengths);
}

int main(void)
{
    struct random random;
    random_seed(&random, 1, 0);
    for (uint32_t h = 0; h < LENGTH(hidden_sizes); h++)
        for (uint32_t b = 0; b < LENGTH(batch_sizes); b++)
            for (uint32_t ink = 0; ink <= 256; ink += 64) {
                const uint32_t m = batch_sizes[b];
                const enum pixel_type type = (h + b + ink / 64) % 2 ? GREYS : FLOATS;
                struct network *net = network_create(hidden_sizes[h], h);
                void *images = make_images(&random, type, m, ink);
                uint8_t *labels = make_labels(&random, m);
                use_network(net, images, type, labels, m);
                use_data_set(net, images, type, labels, m);
                free(net), free(images), free(labels);
            }
    use_digits();
    use_made_digits();
    use_drawings(&random);
    use_extremes(&random);
    printf("%016" PRIx64 "\n", hash);
    return 0;
}
