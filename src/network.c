#include "network_state.h"

#include <assert.h>
#include <math.h>
#include <string.h>

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

void network_errors(struct network *net, const struct batch *batch, struct errors out)
{
    transpose_output_weights(net);
    for (uint32_t first = 0; first < batch->size; first += CHUNK) {
        read_chunk(net, batch, first);
        forward(net);
        output_error(net);
        hidden_activation_error(net);
        const uint32_t n = net->chunk.size, H = net->H;
        copy_rows(out.dZo + (size_t)first * K, K, net->dZo, PANEL, n);
        copy_rows(out.dAh + (size_t)first * H, H, net->dAh, net->stride, n);
        hidden_error(net);
        copy_rows(out.dZh + (size_t)first * H, H, net->dZh, net->stride, n);
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
    memset(out, 0, sizeof *out);
    for (uint32_t first = 0; first < batch->size; first += CHUNK) {
        read_chunk(net, batch, first);
        forward(net);
        loss += loss_sum(net);
        for (uint32_t s = 0; s < net->chunk.size; s++) {
            const uint32_t truth = net->chunk.label[s], answered = answer(net->Ao + s * PANEL);
            out->confusion[truth * K + answered]++;
            right += truth == answered;
            for (uint32_t h = 0; h < net->H; h++)
                out->active[h] += net->Ah[s * net->stride + h] > 0;
        }
    }
    out->loss = loss / batch->size;
    out->accuracy = (double)right / batch->size;
}

/* ---- why an answer ----
 *
 * For a given image the units that are active are known, and the network is linear: Z_o = E X + c, exactly,
 * or row by row Σ P + c. The next image may have other active units, and then E and c are others. */

/* v ← v + W_o ([Z_h > 0] ⊙ w)    v (K, 1)  W_o (K, H)  w (H, 1), of which each panel lies `stride` floats
 * behind the one before: what passes the units that are active for the image of the chunk */
static void add_through_active(const struct network *net, float *v, const float *w, uint32_t stride)
{
    for (uint32_t p = 0; p < net->panels; p++) {
        float passed[PANEL];
        relu_mask(passed, w + p * stride, net->Zh + p * PANEL, PANEL);
        const struct sparse all = {net->rows, passed, PANEL};
        gather_rows(v, v, net->theta.Wo + p * PANEL * PANEL, all);
    }
}

/* E = W_o ([Z_h > 0] ⊙ W_h)    E (K, D)  W_o (K, H)  W_h (H, D)  Z_h (H, 1): the effective template of the
 * image */
static void effective_template(const struct network *net, float *E)
{
    for (uint32_t d = 0; d < D; d++) {
        float column[PANEL] = {0};
        add_through_active(net, column, net->theta.Wh + d * PANEL, D * PANEL);
        for (uint32_t k = 0; k < K; k++)
            E[k * D + d] = column[k];
    }
}

/* c = b_o + W_o ([Z_h > 0] ⊙ b_h)    c (K, 1): the effective bias of the image */
static void effective_bias(const struct network *net, float *c)
{
    float column[PANEL];
    memcpy(column, net->theta.bo, sizeof column);
    add_through_active(net, column, net->theta.bh, PANEL);
    memcpy(c, column, K * sizeof *c);
}

/* P = E ⊙ 1 Xᵀ    P, E (K, D)  1 (K, 1)  X (D, 1): what each pixel contributes to each logit */
static void contributions(const struct network *net, float *P, const float *E)
{
    const struct sparse x = net->chunk.pixels[0];
    memset(P, 0, K * D * sizeof *P);
    for (uint32_t i = 0; i < x.n; i++)
        for (uint32_t k = 0; k < K; k++) {
            const uint32_t at = k * D + x.row[i] / PANEL;
            P[at] = E[at] * x.value[i];
        }
}

void network_explain(struct network *net, const struct batch *image, struct explanation out)
{
    assert(image->size == 1);
    read_chunk(net, image, 0);
    forward(net);
    effective_template(net, out.E);
    contributions(net, out.P, out.E);
    effective_bias(net, out.c);
    memcpy(out.Zo, net->Zo, K * sizeof *out.Zo);
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

uint32_t network_hidden(const struct network *net)
{
    return net->H;
}
