/* The kernels with 128-bit WebAssembly SIMD. kernels_scalar.c defines what they compute.
 *
 * Intrinsics used (wasm_simd128.h), all from the first, fixed-width SIMD standard:
 *   v128   load, load32_splat, load64_zero, store, store64_lane, and, andnot, bitselect
 *   f32x4  splat, add, sub, mul, div, pmin, pmax, lt, le, gt, eq, convert_i32x4, extract_lane
 *   i32x4  splat, add, sub, shl, shr, shuffle      i16x8  splat, add, mul, extend_low
 *   i8x16  splat, add, eq, swizzle, shuffle, bitmask      i64x2  splat, eq, bitmask
 * Not used: relaxed SIMD, whose results differ between processors; min and max, whose handling of NaN takes
 * five instructions on x86 (pmin and pmax take one). */
#include "inline.h"
#include "kernels.h"
#include "polynomials.h"

#include <math.h>
#include <wasm_simd128.h>

uint32_t kernel_lanes(void)
{
    return LANES;
}

/* The loop over the vectors of a panel. It is unrolled even with -Os, so that the vectors stay in registers.
 */
#define EACH_VECTOR _Pragma("clang loop unroll(full)") for (int v = 0; v < PANEL_VECTORS; v++)

void gather_rows(float *z, const float *b, const float *W, struct sparse x)
{
    v128_t sum[PANEL_VECTORS];
    EACH_VECTOR
    {
        sum[v] = wasm_v128_load(b + LANES * v);
    }
    const uint16_t *row = x.row, *end = row + (x.n & ~1u);
    const float *value = x.value;
    for (; row != end; row += 2, value += 2) {
        const float *w0 = W + row[0], *w1 = W + row[1];
        const v128_t x0 = wasm_v128_load32_splat(value), x1 = wasm_v128_load32_splat(value + 1);
        EACH_VECTOR
        {
            const v128_t p0 = wasm_f32x4_mul(x0, wasm_v128_load(w0 + LANES * v));
            const v128_t p1 = wasm_f32x4_mul(x1, wasm_v128_load(w1 + LANES * v));
            sum[v] = wasm_f32x4_add(sum[v], wasm_f32x4_add(p0, p1));
        }
    }
    if (x.n & 1) {
        const float *w = W + *row;
        const v128_t x0 = wasm_v128_load32_splat(value);
        EACH_VECTOR
        {
            sum[v] = wasm_f32x4_add(sum[v], wasm_f32x4_mul(x0, wasm_v128_load(w + LANES * v)));
        }
    }
    EACH_VECTOR
    {
        wasm_v128_store(z + LANES * v, sum[v]);
    }
}

void scatter_rows(float *dW, const float *d, struct sparse x, float scale)
{
    v128_t scaled[PANEL_VECTORS];
    EACH_VECTOR
    {
        scaled[v] = wasm_f32x4_mul(wasm_f32x4_splat(scale), wasm_v128_load(d + LANES * v));
    }
    const float *value = x.value;
#pragma clang loop unroll_count(2)
    for (const uint16_t *row = x.row, *end = row + x.n; row != end; row++, value++) {
        float *dw = dW + *row;
        const v128_t x0 = wasm_v128_load32_splat(value);
        EACH_VECTOR
        {
            const v128_t product = wasm_f32x4_mul(x0, scaled[v]);
            wasm_v128_store(dw + LANES * v, wasm_f32x4_add(wasm_v128_load(dw + LANES * v), product));
        }
    }
}

void sum_rows(float *db, const float *d, uint32_t stride, uint32_t rows, float scale)
{
    v128_t sum[PANEL_VECTORS];
    EACH_VECTOR
    {
        sum[v] = wasm_v128_load(db + LANES * v);
    }
    for (uint32_t i = 0; i < rows; i++, d += stride)
        EACH_VECTOR
        {
            const v128_t scaled = wasm_f32x4_mul(wasm_f32x4_splat(scale), wasm_v128_load(d + LANES * v));
            sum[v] = wasm_f32x4_add(sum[v], scaled);
        }
    EACH_VECTOR
    {
        wasm_v128_store(db + LANES * v, sum[v]);
    }
}

void descend_rows(float *W, const float *d, struct sparse x, float rate)
{
    v128_t dz[PANEL_VECTORS];
    EACH_VECTOR
    {
        dz[v] = wasm_v128_load(d + LANES * v);
    }
    const float *value = x.value;
    for (const uint16_t *row = x.row, *end = row + x.n; row != end; row++, value++) {
        float *w = W + *row;
        const v128_t x0 = wasm_v128_load32_splat(value);
        EACH_VECTOR
        {
            const v128_t step = wasm_f32x4_mul(wasm_f32x4_splat(rate), wasm_f32x4_mul(x0, dz[v]));
            wasm_v128_store(w + LANES * v, wasm_f32x4_sub(wasm_v128_load(w + LANES * v), step));
        }
    }
}

void descend(float *theta, const float *dtheta, float rate, uint32_t n)
{
    const v128_t rates = wasm_f32x4_splat(rate);
#pragma clang loop unroll_count(4)
    for (uint32_t i = 0; i < n; i += LANES) {
        const v128_t step = wasm_f32x4_mul(rates, wasm_v128_load(dtheta + i));
        wasm_v128_store(theta + i, wasm_f32x4_sub(wasm_v128_load(theta + i), step));
    }
}

void clear(float *a, uint32_t n)
{
#pragma clang loop unroll_count(4)
    for (uint32_t i = 0; i < n; i += LANES)
        wasm_v128_store(a + i, wasm_f32x4_splat(0));
}

void relu(float *a, const float *z, uint32_t n)
{
    for (uint32_t i = 0; i < n; i += LANES) {
        const v128_t value = wasm_v128_load(z + i);
        wasm_v128_store(a + i, wasm_v128_andnot(value, wasm_f32x4_le(value, wasm_f32x4_splat(0))));
    }
}

void relu_mask(float *dz, const float *da, const float *z, uint32_t n)
{
    for (uint32_t i = 0; i < n; i += LANES) {
        const v128_t positive = wasm_f32x4_gt(wasm_v128_load(z + i), wasm_f32x4_splat(0));
        wasm_v128_store(dz + i, wasm_v128_and(wasm_v128_load(da + i), positive));
    }
}

/* 2ⁿ, n in each lane */
INLINE v128_t power_of_two(v128_t n)
{
    return wasm_i32x4_shl(wasm_i32x4_add(n, wasm_i32x4_splat(127)), 23);
}

/* c + x p: one step of Horner's rule */
INLINE v128_t horner(float c, v128_t x, v128_t p)
{
    return wasm_f32x4_add(wasm_f32x4_splat(c), wasm_f32x4_mul(x, p));
}

INLINE v128_t exp_vector(v128_t x)
{
    x = wasm_f32x4_pmax(x, wasm_f32x4_splat(EXP_MIN));
    x = wasm_f32x4_pmin(x, wasm_f32x4_splat(EXP_MAX));
    const v128_t rounder = wasm_f32x4_splat(ROUNDER);
    const v128_t rounded = wasm_f32x4_add(wasm_f32x4_mul(x, wasm_f32x4_splat(LOG2_E)), rounder);
    const v128_t n = wasm_f32x4_sub(rounded, rounder);
    v128_t r = wasm_f32x4_sub(x, wasm_f32x4_mul(n, wasm_f32x4_splat(LN2_HIGH)));
    r = wasm_f32x4_sub(r, wasm_f32x4_mul(n, wasm_f32x4_splat(LN2_LOW)));
    v128_t p = wasm_f32x4_splat(E6);
    p = horner(E5, r, p);
    p = horner(E4, r, p);
    p = horner(E3, r, p);
    p = horner(E2, r, p);
    const v128_t square = wasm_f32x4_mul(r, r);
    const v128_t y = wasm_f32x4_add(wasm_f32x4_splat(1), wasm_f32x4_add(r, wasm_f32x4_mul(square, p)));
    const v128_t exponent = wasm_i32x4_sub(rounded, wasm_i32x4_splat(ROUNDER_BITS));
    const v128_t half = wasm_i32x4_shr(exponent, 1);
    const v128_t scaled = wasm_f32x4_mul(y, power_of_two(half));
    return wasm_f32x4_mul(scaled, power_of_two(wasm_i32x4_sub(exponent, half)));
}

void exp_floats(float *y, const float *x, uint32_t n)
{
    for (uint32_t i = 0; i < n; i += LANES)
        wasm_v128_store(y + i, exp_vector(wasm_v128_load(x + i)));
}

INLINE v128_t log_vector(v128_t x)
{
    const v128_t denormal = wasm_f32x4_lt(x, wasm_f32x4_splat(0x1p-126f));
    const v128_t bits = wasm_v128_bitselect(wasm_f32x4_mul(x, wasm_f32x4_splat(0x1p23f)), x, denormal);
    const v128_t exponent = wasm_i32x4_shr(wasm_i32x4_sub(bits, wasm_i32x4_splat(SQRT_HALF_BITS)), 23);
    const v128_t m = wasm_i32x4_sub(bits, wasm_i32x4_shl(exponent, 23));
    const v128_t lift = wasm_v128_and(denormal, wasm_i32x4_splat(23));
    const v128_t e = wasm_f32x4_convert_i32x4(wasm_i32x4_sub(exponent, lift));
    const v128_t f = wasm_f32x4_sub(m, wasm_f32x4_splat(1)), square = wasm_f32x4_mul(f, f);
    v128_t p = wasm_f32x4_splat(L11);
    p = horner(L10, f, p);
    p = horner(L9, f, p);
    p = horner(L8, f, p);
    p = horner(L7, f, p);
    p = horner(L6, f, p);
    p = horner(L5, f, p);
    p = horner(L4, f, p);
    p = horner(L3, f, p);
    const v128_t rest = wasm_f32x4_add(wasm_f32x4_mul(wasm_f32x4_mul(f, square), p),
                                       wasm_f32x4_mul(e, wasm_f32x4_splat(LN2_LOW)));
    const v128_t tail =
        wasm_f32x4_sub(f, wasm_f32x4_sub(wasm_f32x4_mul(wasm_f32x4_splat(0.5f), square), rest));
    const v128_t y = wasm_f32x4_add(wasm_f32x4_mul(e, wasm_f32x4_splat(LN2_HIGH)), tail);
    const v128_t zero = wasm_f32x4_splat(0), infinity = wasm_f32x4_splat(INFINITY);
    const v128_t regular = wasm_v128_and(wasm_f32x4_gt(x, zero), wasm_f32x4_lt(x, infinity));
    v128_t other = wasm_v128_bitselect(wasm_f32x4_splat(NAN), x, wasm_f32x4_lt(x, zero));
    other = wasm_v128_bitselect(wasm_f32x4_splat(-INFINITY), other, wasm_f32x4_eq(x, zero));
    return wasm_v128_bitselect(y, other, regular);
}

void log_floats(float *y, const float *x, uint32_t n)
{
    for (uint32_t i = 0; i < n; i += LANES)
        wasm_v128_store(y + i, log_vector(wasm_v128_load(x + i)));
}

/* The lanes in the order 2 3 0 1, and 1 0 3 2 */
#define SWAP_PAIRS(v) wasm_i32x4_shuffle(v, v, 2, 3, 0, 1)
#define SWAP_NEIGHBOURS(v) wasm_i32x4_shuffle(v, v, 1, 0, 3, 2)

/* The largest number of a row of a panel, in all lanes. */
INLINE v128_t max_of_row(const float *z)
{
    v128_t largest = wasm_f32x4_pmax(wasm_v128_load(z), wasm_v128_load(z + LANES));
    largest = wasm_f32x4_pmax(largest, wasm_v128_load(z + 2 * LANES));
    largest = wasm_f32x4_pmax(largest, SWAP_PAIRS(largest));
    return wasm_f32x4_pmax(largest, SWAP_NEIGHBOURS(largest));
}

/* The sum of a row of a panel, in all lanes. */
INLINE v128_t sum_of_row(const float *a)
{
    v128_t total = wasm_f32x4_add(wasm_v128_load(a), wasm_v128_load(a + LANES));
    total = wasm_f32x4_add(total, wasm_v128_load(a + 2 * LANES));
    total = wasm_f32x4_add(total, SWAP_PAIRS(total));
    return wasm_f32x4_add(total, SWAP_NEIGHBOURS(total));
}

void softmax(float *a, float *max, float *sum, const float *z, uint32_t rows)
{
    for (uint32_t i = 0; i < rows; i++) {
        const v128_t largest = max_of_row(z + i * PANEL);
        max[i] = wasm_f32x4_extract_lane(largest, 0);
        EACH_VECTOR
        {
            const uint32_t at = i * PANEL + LANES * (uint32_t)v;
            wasm_v128_store(a + at, wasm_f32x4_sub(wasm_v128_load(z + at), largest));
        }
    }
    exp_floats(a, a, rows * PANEL);
    for (uint32_t i = 0; i < rows; i++) {
        const v128_t total = sum_of_row(a + i * PANEL);
        sum[i] = wasm_f32x4_extract_lane(total, 0);
        EACH_VECTOR
        {
            float *at = a + i * PANEL + LANES * v;
            wasm_v128_store(at, wasm_f32x4_div(wasm_v128_load(at), total));
        }
    }
}

/* t = Wᵀ of 4 × 4 floats within panels */
INLINE void transpose_block(float *t, const float *W)
{
    const v128_t a = wasm_v128_load(W), b = wasm_v128_load(W + PANEL), c = wasm_v128_load(W + 2 * PANEL),
                 d = wasm_v128_load(W + 3 * PANEL);
    const v128_t ab_low = wasm_i32x4_shuffle(a, b, 0, 4, 1, 5),
                 ab_high = wasm_i32x4_shuffle(a, b, 2, 6, 3, 7);
    const v128_t cd_low = wasm_i32x4_shuffle(c, d, 0, 4, 1, 5),
                 cd_high = wasm_i32x4_shuffle(c, d, 2, 6, 3, 7);
    wasm_v128_store(t, wasm_i32x4_shuffle(ab_low, cd_low, 0, 1, 4, 5));
    wasm_v128_store(t + PANEL, wasm_i32x4_shuffle(ab_low, cd_low, 2, 3, 6, 7));
    wasm_v128_store(t + 2 * PANEL, wasm_i32x4_shuffle(ab_high, cd_high, 0, 1, 4, 5));
    wasm_v128_store(t + 3 * PANEL, wasm_i32x4_shuffle(ab_high, cd_high, 2, 3, 6, 7));
}

void transpose_panel(float *t, const float *W)
{
    for (int i = 0; i < PANEL; i += LANES)
        for (int j = 0; j < PANEL; j += LANES)
            transpose_block(t + i * PANEL + j, W + j * PANEL + i);
}

/* Greys k … k + 3 of the sixteen, as floats. */
#define GREYS(bytes, k)                                                                                      \
    wasm_f32x4_convert_i32x4(wasm_i8x16_shuffle(bytes, wasm_i32x4_splat(0), k, 16, 16, 16, k + 1, 16, 16,    \
                                                16, k + 2, 16, 16, 16, k + 3, 16, 16, 16))

INLINE v128_t over_255(v128_t greys)
{
    return wasm_f32x4_add(wasm_f32x4_mul(greys, wasm_f32x4_splat(GREY_HIGH)),
                          wasm_f32x4_mul(greys, wasm_f32x4_splat(GREY_LOW)));
}

void scale_greys(float *value, const uint8_t *grey, uint32_t n)
{
    for (uint32_t i = 0; i < n; i += 16) {
        const v128_t bytes = wasm_v128_load(grey + i);
        wasm_v128_store(value + i, over_255(GREYS(bytes, 0)));
        wasm_v128_store(value + i + 4, over_255(GREYS(bytes, 4)));
        wasm_v128_store(value + i + 8, over_255(GREYS(bytes, 8)));
        wasm_v128_store(value + i + 12, over_255(GREYS(bytes, 12)));
    }
}

/* The pixels of a vector of 16 that are not 0, as a bit mask. */
INLINE uint32_t ink_mask(v128_t greys)
{
    return (uint16_t)~wasm_i8x16_bitmask(wasm_i8x16_eq(greys, wasm_i8x16_splat(0)));
}

uint32_t count_greys(const uint8_t *grey, uint32_t n)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i += 16)
        count += (uint32_t)__builtin_popcount(ink_mask(wasm_v128_load(grey + i)));
    return count;
}

/* For each bit mask of 8 pixels: the positions of the pixels in the mask, in order, and their rows. */
static uint8_t members[256][8];
static uint16_t member_rows[256][8];

/* Runs when the module starts, before anything can be called. As constants the tables would make the module 6
 * KB larger. */
__attribute__((constructor)) static void make_tables(void)
{
    for (int mask = 0; mask < 256; mask++)
        for (int i = 0, n = 0; i < 8; i++)
            if (mask >> i & 1) {
                members[mask][n] = (uint8_t)i;
                member_rows[mask][n++] = (uint16_t)(i * PANEL);
            }
}

/* A bit mask of the groups of 8 pixels that are not blank; n, 16 … 512, is the number of pixels. */
INLINE uint64_t inked_eights(const uint8_t *image, uint32_t n)
{
    uint64_t mask = 0;
    for (uint32_t i = 0; i < n; i += 16) {
        const v128_t blank = wasm_i64x2_eq(wasm_v128_load(image + i), wasm_i64x2_splat(0));
        mask |= (uint64_t)(wasm_i64x2_bitmask(blank) ^ 3) << i / 8;
    }
    return mask;
}

/* Left packing by table: `members` of the mask of inked pixels shuffles their greys together, and member_rows
 * is added to the row of the first pixel. All eight entries are written; the next group overwrites those that
 * do not count. Blank groups, three in five of a digit, are found in advance, because a branch for each group
 * would be mispredicted at every border between ink and paper. */
uint32_t pack_greys(uint16_t *row, uint8_t *grey, const uint8_t *image, uint32_t n)
{
    enum { BLOCK = 64 * 8 };
    uint32_t packed = 0;
    for (uint32_t block = 0; block < n; block += BLOCK) {
        uint64_t eights = inked_eights(image + block, n - block < BLOCK ? n - block : BLOCK);
        for (; eights; eights &= eights - 1) {
            const uint32_t first = block + 8 * (uint32_t)__builtin_ctzll(eights);
            const v128_t greys = wasm_v128_load64_zero(image + first);
            const uint32_t mask = ink_mask(greys);
            const v128_t order = wasm_v128_load64_zero(members[mask]),
                         rows = wasm_v128_load(member_rows[mask]);
            wasm_v128_store64_lane(grey + packed, wasm_i8x16_swizzle(greys, order), 0);
            wasm_v128_store(row + packed, wasm_i16x8_add(wasm_i16x8_splat((int16_t)(first * PANEL)), rows));
            packed += (uint32_t)__builtin_popcount(mask);
        }
    }
    return packed;
}
