/* What only JavaScript calls: the functions of exports.txt that no other file has. The shim checks every
 * argument before it comes here; arrays lie in memory that it asked malloc for. */
#include "data_set.h"
#include "network.h"

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
