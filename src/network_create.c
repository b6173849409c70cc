/* How a network comes to be: its memory, and its first weights. */
#include "network_state.h"
#include "random.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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
