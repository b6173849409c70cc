#include "exports.h"
#include "digits.h"
#include "random.h"

#include <assert.h>
#include <stddef.h>

/* The numbers and layouts that the shim repeats in JavaScript, by the names that it has for them. */
_Static_assert(D == 784 && K == 10 && H_MAX == 512, "PIXELS, CLASSES and HIDDEN_MAX");
_Static_assert(GREYS == 0 && FLOATS == 1, "type_of()");
_Static_assert(sizeof(float) == 4 && sizeof(void *) == 4, "Memory: floats and pointers of four bytes");
_Static_assert(offsetof(struct evaluation, loss) == 0 && offsetof(struct evaluation, accuracy) == 8 &&
                   offsetof(struct evaluation, confusion) == 16 &&
                   offsetof(struct evaluation, active) == 16 + 4 * K * K &&
                   sizeof(struct evaluation) == 16 + 4 * (K * K + H_MAX),
               "evaluate()");
_Static_assert((int)DRAWING_STROKES == 4 && (int)DRAWING_POINTS == 480, "DRAWING_STROKES and DRAWING_POINTS");
_Static_assert(offsetof(struct drawing, form) == 0 && offsetof(struct drawing, stroke_count) == 4 &&
                   offsetof(struct drawing, point_count) == 8 && offsetof(struct drawing, lengths) == 12 &&
                   offsetof(struct drawing, at) == 12 + 4 * DRAWING_STROKES &&
                   offsetof(struct drawing, radius) == 12 + 4 * DRAWING_STROKES + 8 * DRAWING_POINTS &&
                   sizeof(struct drawing) == 12 + 4 * DRAWING_STROKES + 12 * DRAWING_POINTS,
               "read_drawing()");

/* Those that the tests of the kernels repeat. */
_Static_assert(PANEL == 12 && offsetof(struct sparse, row) == 0 && offsetof(struct sparse, value) == 4 &&
                   offsetof(struct sparse, n) == 8 && sizeof(struct sparse) == 12,
               "place_sparse()");
_Static_assert(sizeof(struct random) == 16, "four words of state");

/* Emscripten's growing memory would import this from JavaScript, and no header declares it; nobody needs to
 * be told. */
void emscripten_notify_memory_growth(size_t memory);
void emscripten_notify_memory_growth(size_t memory)
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

double train_step(struct network *net, const void *images, enum pixel_type type, const uint8_t *labels,
                  uint32_t m, float learning_rate)
{
    const struct batch batch = batch_of_arrays(images, type, labels, m);
    return network_step(net, &batch, learning_rate);
}

void predict(struct network *net, const void *images, enum pixel_type type, uint32_t m, float *out)
{
    const struct batch batch = batch_of_arrays(images, type, 0, m);
    network_forward(net, &batch, (struct outputs){.Ao = out});
}

double gradients(struct network *net, const void *images, enum pixel_type type, const uint8_t *labels,
                 uint32_t m, float *out)
{
    const struct batch batch = batch_of_arrays(images, type, labels, m);
    const double loss = network_gradients(net, &batch);
    network_get_gradients(net, out);
    return loss;
}

void activations(struct network *net, const void *images, enum pixel_type type, uint32_t m, float *out)
{
    const struct batch batch = batch_of_arrays(images, type, 0, m);
    const uint32_t hidden = m * network_hidden(net), classes = m * K;
    float *Zh = out, *Ah = Zh + hidden, *Zo = Ah + hidden, *Ao = Zo + classes;
    network_forward(net, &batch, (struct outputs){Zh, Ah, Zo, Ao});
}

void errors(struct network *net, const void *images, enum pixel_type type, const uint8_t *labels, uint32_t m,
            float *out)
{
    const struct batch batch = batch_of_arrays(images, type, labels, m);
    float *dZo = out, *dAh = dZo + m * K, *dZh = dAh + m * network_hidden(net);
    network_errors(net, &batch, (struct errors){dZo, dAh, dZh});
}

void explain(struct network *net, const void *image, enum pixel_type type, float *out)
{
    const struct batch batch = batch_of_arrays(image, type, 0, 1);
    float *E = out, *P = E + K * D, *c = P + K * D, *Zo = c + K;
    network_explain(net, &batch, (struct explanation){E, P, c, Zo});
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

void train(struct network *net, struct data_set *set, uint32_t batch_size, float learning_rate,
           uint32_t steps, float *losses)
{
    for (uint32_t i = 0; i < steps; i++) {
        const struct batch batch = data_set_draw(set, batch_size);
        losses[i] = (float)network_step(net, &batch, learning_rate);
    }
}
