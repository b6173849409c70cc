/* What JavaScript calls: the functions listed in exports.txt. web/network.js checks every argument before it
 * comes here; arrays lie in memory that it asked malloc for. */
#include "data_set.h"
#include "digits.h"
#include "network.h"
#include "random.h"

/* Emscripten's growing memory would import this from JavaScript; nobody needs to be told. */
void emscripten_notify_memory_growth(int memory)
{
    (void)memory;
}

/* A failed assert stops the module: JavaScript sees a RuntimeError. The C library's own would import
 * printing. */
_Noreturn void __assert_fail(const char *expression, const char *file, int line, const char *function)
{
    (void)expression, (void)file, (void)line, (void)function;
    __builtin_trap();
}

struct network *create_network(uint32_t hidden, uint32_t seed)
{
    return network_create(hidden, seed);
}

double train_step(struct network *net, const void *images, enum pixel_type type, const uint8_t *labels,
                  uint32_t m, float learning_rate)
{
    const struct batch batch = batch_of_arrays(images, type, labels, m);
    return network_step(net, &batch, learning_rate);
}

/* out (m, K) */
void predict(struct network *net, const void *images, enum pixel_type type, uint32_t m, float *out)
{
    const struct batch batch = batch_of_arrays(images, type, 0, m);
    network_forward(net, &batch, (struct outputs){.Ao = out});
}

/* out: the gradients in plain order */
double gradients(struct network *net, const void *images, enum pixel_type type, const uint8_t *labels,
                 uint32_t m, float *out)
{
    const struct batch batch = batch_of_arrays(images, type, labels, m);
    const double loss = network_gradients(net, &batch);
    network_get_gradients(net, out);
    return loss;
}

/* out: Zh, Ah (m, H), Zo, Ao (m, K), end to end */
void activations(struct network *net, const void *images, enum pixel_type type, uint32_t m, float *out)
{
    const struct batch batch = batch_of_arrays(images, type, 0, m);
    const uint32_t hidden = m * network_hidden(net), classes = m * K;
    float *Zh = out, *Ah = Zh + hidden, *Zo = Ah + hidden, *Ao = Zo + classes;
    network_forward(net, &batch, (struct outputs){Zh, Ah, Zo, Ao});
}

void parameters(const struct network *net, float *out)
{
    network_get_parameters(net, out);
}

void set_parameters(struct network *net, const float *flat)
{
    network_set_parameters(net, flat);
}

void fingerprint(const struct network *net, uint64_t *out)
{
    *out = network_fingerprint(net);
}

void evaluate(struct network *net, const void *images, enum pixel_type type, const uint8_t *labels,
              uint32_t m, struct evaluation *out)
{
    const struct batch batch = batch_of_arrays(images, type, labels, m);
    network_evaluate(net, &batch, out);
}

void evaluate_data_set(struct network *net, struct data_set *set, struct evaluation *out)
{
    const struct batch batch = data_set_all(set);
    network_evaluate(net, &batch, out);
}

/* losses (steps) */
void train(struct network *net, struct data_set *set, uint32_t batch_size, float learning_rate,
           uint32_t steps, float *losses)
{
    for (uint32_t i = 0; i < steps; i++) {
        const struct batch batch = data_set_draw(set, batch_size);
        losses[i] = (float)network_step(net, &batch, learning_rate);
    }
}

/* ---- built-in handwriting ---- */

/* The class of the built-in digit `index`: every ten in a row are the ten classes in a random order of their
 * own, so that a set of any size is balanced, and a smaller set is the beginning of a larger one. */
static uint8_t digit_class(uint32_t seed, uint32_t part, uint32_t index)
{
    struct random random;
    uint8_t classes[K];
    random_seed(&random, seed, random_stream(STREAM_CLASSES, part << 31 | index / K));
    for (uint32_t i = 0; i < K; i++)
        classes[i] = (uint8_t)i;
    for (uint32_t i = 0; i <= index % K; i++) {
        const uint32_t other = i + random_below(&random, K - i);
        const uint8_t drawn = classes[other];
        classes[other] = classes[i];
        classes[i] = drawn;
    }
    return classes[index % K];
}

static uint8_t make_digit(const struct maker *maker, uint32_t index, uint8_t *image)
{
    const uint8_t label = digit_class(maker->seed, maker->part, index);
    digits_draw(maker->seed, (int)maker->part, index, label, image);
    return label;
}

/* Puts the first `count` digits into an empty data set of greys. Returns 0 if there is no memory. */
int digits(struct data_set *set, uint32_t seed, uint32_t part, uint32_t count)
{
    return data_set_append_unmade(set, (struct maker){make_digit, seed, part}, count);
}

/* The digit `index` as it is written, before and after ink: into two drawings, and its image. Returns its
 * class. */
uint32_t write_digit(uint32_t seed, uint32_t part, uint32_t index, struct drawing drawings[2], uint8_t *image)
{
    const uint8_t label = digit_class(seed, part, index);
    digits_write(seed, (int)part, index, label, &drawings[0]);
    drawings[1] = drawings[0];
    digits_ink(&drawings[1], image);
    return label;
}

void rasterise(const float *points, const uint32_t *lengths, uint32_t count, uint8_t *image)
{
    digits_rasterise(points, lengths, count, image);
}
