/* The kernels in plain C, which define what is computed. Where SIMD keeps four sums in a register, four sums
 * are kept apart here too and added in the same order. */
#include "kernels.h"
#include "polynomials.h"

#include <math.h>
#include <string.h>

uint32_t kernel_lanes(void)
{
    return 1;
}

void gather_rows(float *z, const float *b, const float *W, struct sparse x)
{
    float sum[PANEL];
    for (uint32_t j = 0; j < PANEL; j++)
        sum[j] = b[j];
    uint32_t i = 0;
    for (; i + 2 <= x.n; i += 2) {
        const float *w0 = W + x.row[i], *w1 = W + x.row[i + 1];
        for (uint32_t j = 0; j < PANEL; j++)
            sum[j] += x.value[i] * w0[j] + x.value[i + 1] * w1[j];
    }
    if (i < x.n)
        for (uint32_t j = 0; j < PANEL; j++)
            sum[j] += x.value[i] * W[x.row[i] + j];
    for (uint32_t j = 0; j < PANEL; j++)
        z[j] = sum[j];
}

void scatter_rows(float *dW, const float *d, struct sparse x, float scale)
{
    float scaled[PANEL];
    for (uint32_t j = 0; j < PANEL; j++)
        scaled[j] = scale * d[j];
    for (uint32_t i = 0; i < x.n; i++)
        for (uint32_t j = 0; j < PANEL; j++)
            dW[x.row[i] + j] += x.value[i] * scaled[j];
}

void sum_rows(float *db, const float *d, uint32_t stride, uint32_t rows, float scale)
{
    for (uint32_t i = 0; i < rows; i++)
        for (uint32_t j = 0; j < PANEL; j++)
            db[j] += scale * d[i * stride + j];
}

void descend_rows(float *W, const float *d, struct sparse x, float rate)
{
    for (uint32_t i = 0; i < x.n; i++)
        for (uint32_t j = 0; j < PANEL; j++)
            W[x.row[i] + j] -= rate * (x.value[i] * d[j]);
}

void descend(float *theta, const float *dtheta, float rate, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        theta[i] -= rate * dtheta[i];
}

void clear(float *a, uint32_t n)
{
    memset(a, 0, n * sizeof *a);
}

void relu(float *a, const float *z, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        a[i] = z[i] <= 0 ? 0 : z[i];
}

void relu_mask(float *dz, const float *da, const float *z, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        dz[i] = z[i] > 0 ? da[i] : 0;
}

static float power_of_two(int32_t exponent)
{
    const uint32_t bits = ((uint32_t)exponent + 127) << 23;
    float power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

static float exp_float(float x)
{
    x = x < EXP_MIN ? EXP_MIN : x;
    x = x > EXP_MAX ? EXP_MAX : x;
    const float rounded = x * LOG2_E + ROUNDER, n = rounded - ROUNDER;
    const float r = (x - n * LN2_HIGH) - n * LN2_LOW;
    const float p = E2 + r * (E3 + r * (E4 + r * (E5 + r * E6)));
    const float y = 1 + (r + r * r * p);
    uint32_t bits;
    memcpy(&bits, &rounded, sizeof bits);
    const int32_t exponent = (int32_t)(bits - ROUNDER_BITS);
    const int32_t half = exponent >> 1;
    return y * power_of_two(half) *
           power_of_two(exponent - half); /* in two steps, so that denormal results come out */
}

void exp_floats(float *y, const float *x, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        y[i] = exp_float(x[i]);
}

static float log_float(float x)
{
    const int denormal = x < 0x1p-126f;
    const float scaled = denormal ? x * 0x1p23f : x;
    uint32_t bits;
    memcpy(&bits, &scaled, sizeof bits);
    const int32_t exponent = (int32_t)(bits - SQRT_HALF_BITS) >> 23;
    const uint32_t mantissa = bits - ((uint32_t)exponent << 23);
    float m;
    memcpy(&m, &mantissa, sizeof m);
    const float e = (float)(exponent - (denormal ? 23 : 0)), f = m - 1, square = f * f;
    const float p =
        L3 + f * (L4 + f * (L5 + f * (L6 + f * (L7 + f * (L8 + f * (L9 + f * (L10 + f * L11)))))));
    const float y = e * LN2_HIGH + (f - (0.5f * square - (f * square * p + e * LN2_LOW)));
    if (x == 0)
        return -INFINITY;
    return x > 0 && x < INFINITY ? y : x < 0 ? NAN : x; /* +∞ and NaN are their own logarithms */
}

void log_floats(float *y, const float *x, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        y[i] = log_float(x[i]);
}

/* Adds the three vectors lane by lane, then the four lanes: (0 + 2) + (1 + 3). */
static float sum_of_row(const float *a)
{
    float lane[LANES];
    for (int j = 0; j < LANES; j++)
        lane[j] = a[j] + a[j + LANES] + a[j + 2 * LANES];
    return (lane[0] + lane[2]) + (lane[1] + lane[3]);
}

static void softmax_row(float *a, float *max, float *sum, const float *z)
{
    *max = z[0];
    for (int j = 1; j < PANEL; j++)
        *max = *max < z[j] ? z[j] : *max;
    for (int j = 0; j < PANEL; j++)
        a[j] = exp_float(z[j] - *max);
    *sum = sum_of_row(a);
    for (int j = 0; j < PANEL; j++)
        a[j] /= *sum;
}

void softmax(float *a, float *max, float *sum, const float *z, uint32_t rows)
{
    for (uint32_t i = 0; i < rows; i++)
        softmax_row(a + i * PANEL, max + i, sum + i, z + i * PANEL);
}

void transpose_panel(float *t, const float *W)
{
    for (int i = 0; i < PANEL; i++)
        for (int j = 0; j < PANEL; j++)
            t[i * PANEL + j] = W[j * PANEL + i];
}

void scale_greys(float *value, const uint8_t *grey, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        value[i] = (float)grey[i] * GREY_HIGH + (float)grey[i] * GREY_LOW;
}

uint32_t count_greys(const uint8_t *grey, uint32_t n)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++)
        count += grey[i] != 0;
    return count;
}

uint32_t pack_greys(uint16_t *row, uint8_t *grey, const uint8_t *image, uint32_t n)
{
    uint32_t packed = 0;
    for (uint32_t i = 0; i < n; i++) {
        row[packed] = (uint16_t)(i * PANEL);
        grey[packed] = image[i];
        packed += image[i] != 0;
    }
    return packed;
}
