#include "network.h"
#include "random.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Bytes. A vector that lies across two cache lines takes twice as long to load. */
enum { CACHE_LINE = 64 };

struct network {
    uint32_t H, seed;
    uint32_t panels; /* of PANEL hidden units */
    uint32_t stride; /* panels PANEL: floats from sample to sample in Zh, Ah, dZh */
    uint32_t count;  /* floats in all parameters, with padding */
    struct parameters theta, dtheta;
    float *WoT;                 /* (panels, PANEL, PANEL): W_oᵀ, panel by panel */
    float *Zh, *Ah, *dAh, *dZh; /* (CHUNK, stride); dAh and dZh are one array: dZ_h takes the place of dA_h */
    float *Zo, *Ao, *dZo;       /* (CHUNK, PANEL); Ao and dZo are one array: dZ_o takes the place of A_o */
    float max[CHUNK], sum[CHUNK];
    uint16_t rows[H_MAX]; /* 0, PANEL, 2 PANEL, …: all rows of a panel, for products with dense vectors */
    struct chunk chunk;
    _Alignas(CACHE_LINE) float floats[]; /* all arrays that the pointers above point to */
};

static const float zeros[PANEL];

/* ---- forward ---- */

/* Z_h = W_h X + b_h    W_h (H, D)  X (D, m)  b_h (H, 1)  Z_h (H, m) */
static void hidden_forward(struct network *net)
{
    for (uint32_t p = 0; p < net->panels; p++) {
        const float *W = net->theta.Wh + p * D * PANEL, *b = net->theta.bh + p * PANEL;
        for (uint32_t s = 0; s < net->chunk.size; s++)
            gather_rows(net->Zh + s * net->stride + p * PANEL, b, W, net->chunk.pixels[s]);
    }
}

/* A_h = max(Z_h, 0)    (H, m) */
static void hidden_activate(struct network *net)
{
    relu(net->Ah, net->Zh, net->chunk.size * net->stride);
}

/* Z_o = W_o A_h + b_o    W_o (K, H)  A_h (H, m)  b_o (K, 1)  Z_o (K, m) */
static void output_forward(struct network *net)
{
    for (uint32_t s = 0; s < net->chunk.size; s++) {
        const struct sparse activation = {net->rows, net->Ah + s * net->stride, net->H};
        gather_rows(net->Zo + s * PANEL, net->theta.bo, net->theta.Wo, activation);
    }
}

/* A_o = softmax(Z_o), column by column    (K, m) */
static void output_activate(struct network *net)
{
    softmax(net->Ao, net->max, net->sum, net->Zo, net->chunk.size);
}

static void forward(struct network *net)
{
    hidden_forward(net);
    hidden_activate(net);
    output_forward(net);
    output_activate(net);
}

/* m L = −Σ_samples Σ_classes Y log A_o, where −log a_i = log Σ_j exp z_j − z_i: never log 0 */
static double loss_sum(struct network *net)
{
    float log_sum[CHUNK];
    double total = 0;
    log_floats(log_sum, net->sum, net->chunk.size);
    for (uint32_t s = 0; s < net->chunk.size; s++)
        total += (double)net->max[s] + (double)log_sum[s] - (double)net->Zo[s * PANEL + net->chunk.label[s]];
    return total;
}

/* ---- backward ---- */

/* dZ_o = A_o − Y    (K, m), in the place of A_o */
static void output_error(struct network *net)
{
    for (uint32_t s = 0; s < net->chunk.size; s++) {
        const uint32_t truth = s * PANEL + net->chunk.label[s];
        net->dZo[truth] = net->Ao[truth] - 1;
    }
}

/* dW_o = (1/m) dZ_o A_hᵀ    (K, H)
 * db_o = (1/m) Σ_samples dZ_o    (K, 1)    from Z_o = W_o A_h + b_o */
static void output_gradients(struct network *net, float one_over_m)
{
    for (uint32_t s = 0; s < net->chunk.size; s++) {
        const struct sparse activation = {net->rows, net->Ah + s * net->stride, net->H};
        scatter_rows(net->dtheta.Wo, net->dZo + s * PANEL, activation, one_over_m);
    }
    sum_rows(net->dtheta.bo, net->dZo, PANEL, net->chunk.size, one_over_m);
}

/* dA_h = W_oᵀ dZ_o    (H, m)    from Z_o = W_o A_h + b_o */
static void hidden_activation_error(struct network *net)
{
    for (uint32_t p = 0; p < net->panels; p++)
        for (uint32_t s = 0; s < net->chunk.size; s++) {
            const struct sparse error = {net->rows, net->dZo + s * PANEL, K};
            gather_rows(net->dAh + s * net->stride + p * PANEL, zeros, net->WoT + p * PANEL * PANEL, error);
        }
}

/* dZ_h = dA_h ⊙ [Z_h > 0]    (H, m), in the place of dA_h    from A_h = max(Z_h, 0) */
static void hidden_error(struct network *net)
{
    relu_mask(net->dZh, net->dAh, net->Zh, net->chunk.size * net->stride);
}

/* db_h = (1/m) Σ_samples dZ_h    (H, 1)    from Z_h = W_h X + b_h */
static void hidden_bias_gradient(struct network *net, float one_over_m)
{
    for (uint32_t p = 0; p < net->panels; p++)
        sum_rows(net->dtheta.bh + p * PANEL, net->dZh + p * PANEL, net->stride, net->chunk.size, one_over_m);
}

/* dW_h = (1/m) dZ_h Xᵀ    (H, D)    from Z_h = W_h X + b_h */
static void hidden_weight_gradient(struct network *net, float one_over_m)
{
    for (uint32_t p = 0; p < net->panels; p++)
        for (uint32_t s = 0; s < net->chunk.size; s++)
            scatter_rows(net->dtheta.Wh + p * D * PANEL, net->dZh + s * net->stride + p * PANEL,
                         net->chunk.pixels[s], one_over_m);
}

/* W_h ← W_h − rate dZ_h Xᵀ for a batch of one: hidden_weight_gradient and update without storing dW_h, of
 * which four rows in five would be 0. The products and the bits are the same. The last panel comes first,
 * because of a large W_h only the panels that the forward pass read last are still in a near cache. */
static void hidden_weight_descend(struct network *net, float rate)
{
    for (uint32_t p = net->panels; p-- > 0;)
        descend_rows(net->theta.Wh + p * D * PANEL, net->dZh + p * PANEL, net->chunk.pixels[0], rate);
}

static uint32_t hidden_weights(const struct network *net)
{
    return net->panels * D * PANEL;
}

static void backward(struct network *net, float one_over_m)
{
    output_error(net);
    output_gradients(net, one_over_m);
    hidden_activation_error(net);
    hidden_error(net);
    hidden_bias_gradient(net, one_over_m);
}

/* W_oᵀ, as it is before the update: all gradients are taken at the old parameters. */
static void transpose_output_weights(struct network *net)
{
    for (uint32_t p = 0; p < net->panels; p++)
        transpose_panel(net->WoT + p * PANEL * PANEL, net->theta.Wo + p * PANEL * PANEL);
}

/* dθ = 0    for W_h, b_h, W_o, b_o, which lie end to end, from the first-th number on */
static void clear_gradients(struct network *net, uint32_t first)
{
    clear(net->dtheta.Wh + first, net->count - first);
}

/* ---- a batch, chunk by chunk ---- */

/* Fills the network's chunk with the samples of the batch from `first` on, at most CHUNK of them. */
static void read_chunk(struct network *net, const struct batch *batch, uint32_t first)
{
    const uint32_t rest = batch->size - first;
    batch->read(batch, first, rest < CHUNK ? rest : CHUNK, &net->chunk);
}

double network_gradients(struct network *net, const struct batch *batch)
{
    const float one_over_m = 1 / (float)batch->size;
    double loss = 0;
    transpose_output_weights(net);
    clear_gradients(net, 0);
    for (uint32_t first = 0; first < batch->size; first += CHUNK) {
        read_chunk(net, batch, first);
        forward(net);
        loss += loss_sum(net);
        backward(net, one_over_m);
        hidden_weight_gradient(net, one_over_m);
    }
    return loss / batch->size;
}

/* θ ← θ − rate dθ    for W_h, b_h, W_o, b_o, which lie end to end, from the first-th number on */
static void update(struct network *net, float rate, uint32_t first)
{
    descend(net->theta.Wh + first, net->dtheta.Wh + first, rate, net->count - first);
}

/* A step on a batch of one, which does not store dW_h. */
static double step_one(struct network *net, const struct batch *batch, float rate)
{
    transpose_output_weights(net);
    clear_gradients(net, hidden_weights(net));
    read_chunk(net, batch, 0);
    forward(net);
    const double loss = loss_sum(net);
    backward(net, 1);
    hidden_weight_descend(net, rate);
    update(net, rate, hidden_weights(net));
    return loss;
}

double network_step(struct network *net, const struct batch *batch, float rate)
{
    if (batch->size == 1)
        return step_one(net, batch, rate);
    const double loss = network_gradients(net, batch);
    update(net, rate, 0);
    return loss;
}

/* ---- results ---- */

static void copy_rows(float *out, uint32_t columns, const float *in, uint32_t stride, uint32_t rows)
{
    if (out)
        for (uint32_t i = 0; i < rows; i++)
            memcpy(out + (size_t)i * columns, in + (size_t)i * stride, columns * sizeof *out);
}

void network_forward(struct network *net, const struct batch *batch, struct outputs out)
{
    for (uint32_t first = 0; first < batch->size; first += CHUNK) {
        read_chunk(net, batch, first);
        forward(net);
        const uint32_t n = net->chunk.size;
        copy_rows(out.Zh ? out.Zh + (size_t)first * net->H : NULL, net->H, net->Zh, net->stride, n);
        copy_rows(out.Ah ? out.Ah + (size_t)first * net->H : NULL, net->H, net->Ah, net->stride, n);
        copy_rows(out.Zo ? out.Zo + (size_t)first * K : NULL, K, net->Zo, PANEL, n);
        copy_rows(out.Ao ? out.Ao + (size_t)first * K : NULL, K, net->Ao, PANEL, n);
    }
}

/* The most probable class, or the first of several that are equally probable. */
static uint32_t answer(const float *Ao)
{
    uint32_t best = 0;
    for (uint32_t k = 1; k < K; k++)
        best = Ao[k] > Ao[best] ? k : best;
    return best;
}

void network_evaluate(struct network *net, const struct batch *batch, struct evaluation *out)
{
    double loss = 0;
    uint32_t right = 0;
    memset(out->confusion, 0, sizeof out->confusion);
    for (uint32_t first = 0; first < batch->size; first += CHUNK) {
        read_chunk(net, batch, first);
        forward(net);
        loss += loss_sum(net);
        for (uint32_t s = 0; s < net->chunk.size; s++) {
            const uint32_t truth = net->chunk.label[s], answered = answer(net->Ao + s * PANEL);
            out->confusion[truth * K + answered]++;
            right += truth == answered;
        }
    }
    out->loss = loss / batch->size;
    out->accuracy = (double)right / batch->size;
}

/* ---- parameters ---- */

uint32_t network_parameter_count(const struct network *net)
{
    return net->H * D + net->H + K * net->H + K;
}

void network_get_parameters(const struct network *net, float *flat)
{
    parameters_get(&net->theta, net->H, flat);
}

void network_get_gradients(const struct network *net, float *flat)
{
    parameters_get(&net->dtheta, net->H, flat);
}

/* Sets all parameters to 0, and the padding to what the kernels expect there. */
static void set_padding(struct network *net)
{
    clear(net->theta.Wh, net->count);
    for (uint32_t k = K; k < PANEL; k++)
        net->theta.bo[k] = -INFINITY;
}

void network_set_parameters(struct network *net, const float *flat)
{
    set_padding(net);
    parameters_set(&net->theta, net->H, flat);
}

uint64_t network_fingerprint(const struct network *net)
{
    return parameters_hash(&net->theta, net->H);
}

/* ---- creation ---- */

/* Draws the weights from the seed: normal with standard deviation √(2 / fan-in), in the plain order; biases
 * are 0 (He et al., "Delving deep into rectifiers", 2015, eq. 10). The memory of the gradients holds the
 * plain order. */
static void initialise(struct network *net)
{
    struct random random;
    random_seed(&random, net->seed, random_stream(STREAM_WEIGHTS, 0));
    float *flat = net->dtheta.Wh, *Wh = flat, *Wo = Wh + net->H * D + net->H;
    for (uint32_t i = 0; i < net->H * D; i++)
        Wh[i] = sqrtf(2.0f / D) * random_normal(&random);
    for (uint32_t i = 0; i < K * net->H; i++)
        Wo[i] = sqrtf(2.0f / (float)net->H) * random_normal(&random);
    network_set_parameters(net, flat);
    clear(flat, net->count);
}

/* Takes the next n floats off the block. */
static float *take(float **block, uint32_t n)
{
    float *taken = *block;
    *block += n;
    return taken;
}

static struct parameters lay_out(float **block, uint32_t panels)
{
    struct parameters p;
    p.Wh = take(block, panels * D * PANEL);
    p.bh = take(block, panels * PANEL);
    p.Wo = take(block, panels * PANEL * PANEL);
    p.bo = take(block, PANEL);
    return p;
}

struct network *network_create(uint32_t H, uint32_t seed)
{
    assert(1 <= H && H <= H_MAX);
    const uint32_t panels = (H + PANEL - 1) / PANEL, stride = panels * PANEL;
    const uint32_t count = panels * (D + 1 + PANEL) * PANEL + PANEL;
    const uint32_t scratch = panels * PANEL * PANEL + CHUNK * (3 * stride + 2 * PANEL);
    const size_t bytes = sizeof(struct network) + (2 * count + scratch) * sizeof(float);
    struct network *net = aligned_alloc(CACHE_LINE, (bytes + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE);
    if (!net)
        return NULL;
    memset(net, 0, bytes);
    net->H = H, net->seed = seed, net->panels = panels, net->stride = stride, net->count = count;
    float *block = net->floats;
    net->theta = lay_out(&block, panels);
    net->dtheta = lay_out(&block, panels);
    net->WoT = take(&block, panels * PANEL * PANEL);
    net->Zh = take(&block, CHUNK * stride);
    net->Ah = take(&block, CHUNK * stride);
    net->dAh = net->dZh = take(&block, CHUNK * stride);
    net->Zo = take(&block, CHUNK * PANEL);
    net->Ao = net->dZo = take(&block, CHUNK * PANEL);
    assert(block == net->floats + 2 * count + scratch);
    for (uint32_t i = 0; i < H_MAX; i++)
        net->rows[i] = (uint16_t)(i * PANEL);
    initialise(net);
    return net;
}

uint32_t network_hidden(const struct network *net)
{
    return net->H;
}
