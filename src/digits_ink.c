/* The ink: from polylines to 28 × 28 greys, for the built-in handwriting and for the drawing pad. */
#include "digits.h"

#include <string.h>

enum { SIDE = 28, BOX = 20 };

static float least(float a, float b)
{
    return a < b ? a : b;
}

static float most(float a, float b)
{
    return a > b ? a : b;
}

/* A point of a line: x, y and half the line's width, in pixels of the box. */
struct nib {
    float at[2], radius;
};

/* Inks the line from a to b, its width changing from a to b, onto the 20 × 20 box. The grey of a pixel is the distance
 * of its centre to the edge of the line, over one pixel's width: nearly the share of it that is covered. */
static void ink_line(uint8_t box[BOX * BOX], const struct nib *a, const struct nib *b)
{
    const float dx = b->at[0] - a->at[0], dy = b->at[1] - a->at[1], square = dx * dx + dy * dy;
    const float inverse = square > 1e-12f ? 1 / square : 0, reach = most(a->radius, b->radius) + 0.5f;
    int low[2], high[2];
    for (int axis = 0; axis < 2; axis++) {
        low[axis] = (int)most(least(a->at[axis], b->at[axis]) - reach, 0);
        high[axis] = (int)least(most(a->at[axis], b->at[axis]) + reach, BOX - 1);
    }
    for (int row = low[1]; row <= high[1]; row++)
        for (int column = low[0]; column <= high[0]; column++) {
            const float x = (float)column + 0.5f - a->at[0], y = (float)row + 0.5f - a->at[1];
            const float t = most(0, least(1, (x * dx + y * dy) * inverse)), ex = x - t * dx, ey = y - t * dy;
            const float edge = a->radius + t * (b->radius - a->radius) + 0.5f, square_off = ex * ex + ey * ey;
            uint8_t *pixel = &box[row * BOX + column];
            if (square_off >= edge * edge || *pixel == 255)
                continue;
            const int grey = (int)(255 * least(1, edge - __builtin_sqrtf(square_off)) + 0.5f);
            if (grey > *pixel)
                *pixel = (uint8_t)grey;
        }
}

/* How far the box is to move along one axis so that the mean of the pixel numbers 0 … 27, weighted by grey, is
 * 14 ± 0.5 (by whole pixels and about pixel 14, as in MNIST), without any ink leaving the image. */
static int centring_shift(const uint8_t box[BOX * BOX], int axis)
{
    int mass = 0, moment = 0, low = BOX, high = 0;
    for (int i = 0; i < BOX * BOX; i++)
        if (box[i] > 0) {
            const int at = axis ? i / BOX : i % BOX;
            mass += box[i], moment += box[i] * at;
            low = at < low ? at : low;
            high = at > high ? at : high;
        }
    if (mass == 0)
        return 0;
    const int shift = SIDE / 2 - (2 * moment + mass) / (2 * mass);
    return shift < -low ? -low : shift > SIDE - 1 - high ? SIDE - 1 - high : shift;
}

/* Copies the box into the image, its centre of mass to the centre. shift: columns, rows that the box has moved. */
static void centre_by_mass(const uint8_t box[BOX * BOX], uint8_t image[IMAGE_SIZE], int shift[2])
{
    for (int axis = 0; axis < 2; axis++)
        shift[axis] = centring_shift(box, axis);
    memset(image, 0, IMAGE_SIZE);
    for (int i = 0; i < BOX * BOX; i++)
        if (box[i] > 0)
            image[(i / BOX + shift[1]) * SIDE + i % BOX + shift[0]] = box[i];
}

/* The factor by which the drawing, `scale` times as large, fills the box in its longer direction; without the width of
 * its lines if `inked` is 0, with it if 1. low: its left and upper edge. */
static float fill(const struct drawing *d, float scale, float inked, float low[2])
{
    float longest = 1e-6f;
    for (uint32_t axis = 0; axis < 2; axis++) {
        float high = low[axis] = d->at[axis][0] * scale;
        for (uint32_t i = 0; i < d->point_count; i++) {
            low[axis] = least(low[axis], d->at[axis][i] * scale - inked * d->radius[i]);
            high = most(high, d->at[axis][i] * scale + inked * d->radius[i]);
        }
        longest = most(longest, high - low[axis]);
    }
    return BOX / longest;
}

void digits_ink(struct drawing *d, uint8_t image[IMAGE_SIZE])
{
    uint8_t box[BOX * BOX] = {0};
    struct nib from, to;
    float low[2];
    int shift[2];
    const float scale = fill(d, 1, 0, low), smaller = fill(d, scale, 1, low);
    for (uint32_t stroke = 0, i = 0; stroke < d->stroke_count; stroke++)
        for (uint32_t k = 0; k < d->lengths[stroke]; k++, i++, from = to) {
            for (uint32_t axis = 0; axis < 2; axis++)
                to.at[axis] = d->at[axis][i] = (d->at[axis][i] * scale - low[axis]) * smaller;
            to.radius = d->radius[i] *= smaller;
            if (k > 0)
                ink_line(box, &from, &to);
        }
    centre_by_mass(box, image, shift);
    for (uint32_t i = 0; i < d->point_count; i++)
        for (uint32_t axis = 0; axis < 2; axis++)
            d->at[axis][i] += (float)shift[axis];
}

/* ---- the drawing pad ---- */

/* PAD_RADIUS is half the width of the pad's pen in pixels. A point nearer than PAD_STEP pixels to the one before is
 * passed over, and of more than PAD_POINTS only every second, third, … is looked at: what a hand draws loses nothing. */
#define PAD_RADIUS 1.3f
#define PAD_STEP 0.25f
enum { PAD_POINTS = 65536 };

/* Half the coordinates, so that no difference overflows, less `low`, times `scale` are pixels of the box. */
struct view {
    float low[2], scale;
    uint32_t stride;
};

/* Infinity times zero is NaN, which equals nothing. */
static int is_finite(const float *point)
{
    return point[0] * 0 + point[1] * 0 == 0;
}

static struct view find_view(const float *points, const uint32_t *lengths, uint32_t count)
{
    struct view view = {.low = {1e38f, 1e38f}};
    float high[2] = {-1e38f, -1e38f};
    uint32_t total = 0;
    for (uint32_t stroke = 0; stroke < count; stroke++)
        total += lengths[stroke];
    for (const float *point = points; point < points + 2 * (size_t)total; point += 2)
        for (int axis = 0; axis < 2 && is_finite(point); axis++) {
            view.low[axis] = least(view.low[axis], 0.5f * point[axis]);
            high[axis] = most(high[axis], 0.5f * point[axis]);
        }
    const float extent = most(high[0] - view.low[0], high[1] - view.low[1]);
    view.scale = extent > 1e-30f ? (BOX - 2 * PAD_RADIUS) / extent : 0; /* a dot needs none */
    view.stride = 1 + total / PAD_POINTS;
    return view;
}

static void ink_stroke(uint8_t box[BOX * BOX], const float *points, uint32_t length, const struct view *view)
{
    struct nib from = {.radius = 0}, to = {.radius = PAD_RADIUS};
    for (uint32_t i = 0; i < length; i++) {
        const int last = i + 1 == length, begun = from.radius > 0;
        if (!is_finite(points + 2 * i) || (i % view->stride > 0 && !last))
            continue;
        for (uint32_t axis = 0; axis < 2; axis++)
            to.at[axis] = (0.5f * points[2 * i + axis] - view->low[axis]) * view->scale + PAD_RADIUS;
        const float dx = to.at[0] - from.at[0], dy = to.at[1] - from.at[1];
        if (begun && !last && dx * dx + dy * dy < PAD_STEP * PAD_STEP)
            continue;
        ink_line(box, begun ? &from : &to, &to);
        from = to;
    }
}

void digits_rasterise(const float *points, const uint32_t *lengths, uint32_t count, uint8_t image[IMAGE_SIZE])
{
    uint8_t box[BOX * BOX] = {0};
    int shift[2];
    const struct view view = find_view(points, lengths, count);
    for (uint32_t stroke = 0; stroke < count; points += 2 * (size_t)lengths[stroke++])
        ink_stroke(box, points, lengths[stroke], &view);
    centre_by_mass(box, image, shift);
}
