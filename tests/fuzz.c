/* Random sequences of calls of the C interface, with each array in a block of exactly its size, under
 * AddressSanitizer and UndefinedBehaviorSanitizer: `fuzz SECONDS SEED`. In every other sequence memory runs
 * out now and then. What is known of the result is checked; the first fault ends the program with the seed of
 * its sequence. */
#include "data_set.h"
#include "digits.h"
#include "network.h"
#include "random.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* The fuzzer's own memory does not run out. */
#undef malloc
#undef calloc
#undef realloc

enum { MOST_IMAGES = 70, MOST_UNITS = 40, SETS = 3, CALLS = 40 };

static struct random chance;
static uint32_t failing; /* one allocation in so many fails; 0: none */
static uint64_t sequence;

static uint32_t below(uint32_t n)
{
    return random_below(&chance, n);
}

static int fails(void)
{
    return failing && below(failing) == 0;
}

void *fuzz_malloc(size_t size)
{
    return fails() ? NULL : malloc(size);
}

void *fuzz_calloc(size_t count, size_t size)
{
    return fails() ? NULL : calloc(count, size);
}

void *fuzz_realloc(void *block, size_t size)
{
    return fails() ? NULL : realloc(block, size);
}

static void check(int is_right, const char *what)
{
    if (is_right)
        return;
    printf("sequence %llu: %s\n", (unsigned long long)sequence, what);
    exit(1);
}

/* A float of any kind: mostly ordinary, sometimes huge, tiny, infinite or none. */
static float any_float(void)
{
    static const float odd[] = {0, -0.0f, 1e38f, -1e38f, 1e-40f, 3e38f * 10, -3e38f * 10};
    const uint32_t kind = below(40);
    if (kind < sizeof odd / sizeof *odd)
        return odd[kind];
    return kind == 8 ? odd[5] - odd[5] : 2 * random_uniform(&chance) - 1;
}

/* Images of one kind, exactly as long as they are: (m, D). */
static void *make_images(enum pixel_type type, uint32_t m)
{
    const uint32_t ink = below(257);
    uint8_t *greys = malloc(m * D + !m);
    for (uint32_t i = 0; i < m * D; i++) {
        const uint32_t bits = random_bits(&chance);
        greys[i] = bits >> 24 < ink ? (uint8_t)bits : 0;
    }
    if (type == GREYS)
        return greys;
    float *floats = malloc(m * D * sizeof *floats + !m);
    for (uint32_t i = 0; i < m * D; i++)
        floats[i] = greys[i] % 16 == 1 ? any_float() : (float)greys[i] / 255;
    free(greys);
    return floats;
}

static uint8_t *make_labels(uint32_t m)
{
    uint8_t *labels = malloc(m + !m);
    for (uint32_t i = 0; i < m; i++)
        labels[i] = (uint8_t)below(K);
    return labels;
}

static size_t image_bytes(enum pixel_type type)
{
    return D * (type == GREYS ? sizeof(uint8_t) : sizeof(float));
}

/* A data set and what it has to hold. */
struct known {
    struct data_set *set;
    enum pixel_type type;
    uint32_t size;
    uint32_t
        undrawn;    /* images that have been there when a batch was drawn last: truncate() may go no lower */
    int is_written; /* its images are handwriting, which is not kept here */
    uint8_t *images, *labels;
};

static void forget(struct known *known)
{
    if (known->set)
        data_set_free(known->set);
    free(known->images), free(known->labels);
    memset(known, 0, sizeof *known);
}

static void create_set(struct known *known)
{
    forget(known);
    known->type = below(3) ? GREYS : FLOATS;
    known->set = data_set_create(known->type, below(100));
}

static void append(struct known *known)
{
    const uint32_t m = below(8) ? below(6) : below(MOST_IMAGES);
    const size_t bytes = image_bytes(known->type);
    void *images = make_images(known->type, m);
    uint8_t *labels = make_labels(m);
    if (data_set_append(known->set, images, labels, m)) {
        if (!known->is_written) {
            known->images = realloc(known->images, (known->size + m) * bytes + 1);
            known->labels = realloc(known->labels, known->size + m + 1);
            memcpy(known->images + known->size * bytes, images, m * bytes);
            memcpy(known->labels + known->size, labels, m);
        }
        known->size += m;
    }
    check(data_set_size(known->set) == known->size, "append() and the size differ");
    free(images), free(labels);
}

static void write_digits(struct known *known)
{
    if (known->size > 0 || known->type != GREYS || known->images)
        return;
    const uint32_t count = below(MOST_IMAGES);
    if (digits_append(known->set, below(5), below(2), count))
        known->size = count, known->is_written = 1;
    check(data_set_size(known->set) == known->size, "digits_append() and the size differ");
}

static void truncate_set(struct known *known)
{
    const uint32_t size = known->undrawn + below(known->size - known->undrawn + 1);
    if (known->is_written)
        return;
    data_set_truncate(known->set, size);
    known->size = size;
    check(data_set_size(known->set) == size, "truncate() and the size differ");
}

static void read_set(struct known *known)
{
    const uint32_t first = below(known->size + 1), n = below(known->size - first + 1);
    const size_t bytes = image_bytes(known->type);
    uint8_t *images = malloc(n * bytes + !n), *labels = malloc(n + !n);
    data_set_get_images(known->set, first, n, images);
    data_set_get_labels(known->set, first, n, labels);
    if (!known->is_written && n > 0) {
        check(!memcmp(images, known->images + first * bytes, n * bytes), "other images come out");
        check(!memcmp(labels, known->labels + first, n), "other labels come out");
    }
    for (uint32_t i = 0; i < n; i++)
        check(labels[i] < K, "a label is none");
    free(images), free(labels);
}

static void train_on(struct network *net, struct known *known)
{
    if (known->size == 0)
        return;
    const uint32_t before = data_set_epoch(known->set);
    for (uint32_t step = below(6); step > 0; step--) {
        const struct batch batch = data_set_draw(known->set, below(9) ? 1 + below(40) : ~0u);
        check(batch.size >= 1 && batch.size <= known->size, "a batch of no or too many images");
        network_step(net, &batch, any_float());
        known->undrawn = known->size;
    }
    check(data_set_epoch(known->set) >= before, "an epoch goes back");
    check(data_set_position(known->set) <= known->size, "a position beyond the end");
    const uint32_t n = below(known->size + 2);
    uint8_t *images = malloc(n * image_bytes(known->type) + !n), *labels = malloc(n + !n);
    check(data_set_get_drawn(known->set, n, images, labels) <= n, "more were drawn than there is room for");
    free(images), free(labels);
    struct evaluation *evaluation = malloc(sizeof *evaluation);
    const struct batch all = data_set_all(known->set);
    network_evaluate(net, &all, evaluation);
    uint32_t counted = 0;
    for (uint32_t i = 0; i < K * K; i++)
        counted += evaluation->confusion[i];
    check(counted == known->size, "the confusion matrix counts other images");
    free(evaluation);
    if (below(2)) {
        data_set_go_to(known->set, below(4), below(known->size + 1));
        known->undrawn = known->size;
    }
}

/* Arrays, as a caller of the shim has them. */
static void use_arrays(struct network *net)
{
    const uint32_t m = 1 + below(below(4) ? 5 : MOST_IMAGES), H = network_hidden(net),
                   count = network_parameter_count(net);
    const enum pixel_type type = below(2) ? GREYS : FLOATS;
    void *images = make_images(type, m);
    uint8_t *labels = make_labels(m);
    float *flat = malloc(count * sizeof *flat);
    float *rows[5];
    const uint32_t sizes[5] = {m * H, m * H, m * K, m * K, m * H};
    for (int i = 0; i < 5; i++)
        rows[i] = malloc(sizes[i] * sizeof(float));
    const struct batch batch = batch_of_arrays(images, type, labels, m);
    network_forward(net, &batch, (struct outputs){rows[0], rows[1], rows[2], rows[3]});
    network_errors(net, &batch, (struct errors){rows[2], rows[0], rows[4]});
    network_gradients(net, &batch);
    network_get_gradients(net, flat);
    const uint64_t before = network_fingerprint(net);
    network_get_parameters(net, flat);
    network_set_parameters(net, flat);
    check(network_fingerprint(net) == before, "parameters change on their way out and in");
    if (below(4) == 0) {
        for (uint32_t i = 0; i < count; i++)
            flat[i] = any_float();
        network_set_parameters(net, flat);
    }
    network_step(net, &batch, any_float());
    for (int i = 0; i < 5; i++)
        free(rows[i]);
    free(images), free(labels), free(flat);
}

static void use_pen(void)
{
    const uint32_t count = below(5);
    uint32_t *lengths = malloc(count * sizeof *lengths + !count), points = 0;
    for (uint32_t i = 0; i < count; i++)
        points += lengths[i] = below(8);
    float *at = malloc(2 * points * sizeof *at + !points);
    const float scale = below(3) ? 300 : below(2) ? 1e-30f : 1e30f;
    for (uint32_t i = 0; i < 2 * points; i++)
        at[i] = scale * any_float();
    uint8_t *image = malloc(D);
    digits_rasterise(at, lengths, count, image);
    struct drawing *drawings = malloc(2 * sizeof *drawings);
    const uint32_t seed = random_bits(&chance), index = random_bits(&chance);
    check(digits_write(seed, below(2), index, drawings, image) < K, "a digit of no class");
    check(drawings->point_count <= DRAWING_POINTS && drawings->stroke_count <= DRAWING_STROKES,
          "too many points");
    free(lengths), free(at), free(image), free(drawings);
}

static void run_sequence(void)
{
    random_seed(&chance, sequence, 0);
    failing = sequence % 2 ? 2 + below(20) : 0;
    const uint32_t seed = below(100);
    struct network *net = network_create(1 + below(MOST_UNITS), seed);
    struct known sets[SETS] = {0};
    for (int call = 0; net && call < CALLS; call++) {
        struct known *known = &sets[below(SETS)];
        const uint32_t kind = below(10);
        if (!known->set || kind == 0)
            create_set(known);
        else if (kind < 4)
            append(known);
        else if (kind == 4)
            write_digits(known);
        else if (kind == 5)
            truncate_set(known);
        else if (kind == 6)
            read_set(known);
        else if (kind == 7)
            use_pen();
        else if (kind == 8)
            use_arrays(net);
        else
            train_on(net, known);
    }
    for (int i = 0; i < SETS; i++)
        forget(&sets[i]);
    free(net);
}

int main(int count, char **words)
{
    const double seconds = count > 1 ? atof(words[1]) : 20;
    const uint64_t first = count > 2 ? strtoull(words[2], NULL, 10) : 1;
    const time_t start = time(NULL);
    for (sequence = first; difftime(time(NULL), start) < seconds; sequence++)
        run_sequence();
    printf("%llu sequences, no fault\n", (unsigned long long)(sequence - first));
    return 0;
}
