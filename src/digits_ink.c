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

/* Where the pen is, in pixels of the box, and half the width of its line. */
struct nib {
    float x, y, radius;
};

/* Inks the line from a to b, its width changing from a to b, onto the 20 × 20 box. The grey of a pixel is the distance
 * of its centre to the edge of the line, over one pixel's width: nearly the share of it that is covered. */
static void ink_line(uint8_t box[BOX * BOX], struct nib a, struct nib b)
{
    const float dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
    const float inverse = square > 1e-12f ? 1 / square : 0, reach = most(a.radius, b.radius) + 0.5f;
    const int left = (int)most(least(a.x, b.x) - reach, 0), top = (int)most(least(a.y, b.y) - reach, 0);
    const float right = least(most(a.x, b.x) + reach, BOX), bottom = least(most(a.y, b.y) + reach, BOX);
    for (int row = top; row < bottom; row++)
        for (int column = left; column < right; column++) {
            const float x = column + 0.5f - a.x, y = row + 0.5f - a.y;
            const float t = most(0, least(1, (x * dx + y * dy) * inverse)), ex = x - t * dx, ey = y - t * dy;
            const float edge = a.radius + t * (b.radius - a.radius) + 0.5f, square_off = ex * ex + ey * ey;
            uint8_t *pixel = &box[row * BOX + column];
            if (square_off >= edge * edge || *pixel == 255)
                continue;
            const float grey = 255 * least(1, edge - __builtin_sqrtf(square_off)) + 0.5f;
            if (grey > *pixel)
                *pixel = (uint8_t)grey;
        }
}

/* A pen on its way over a drawing. Half a coordinate (so that no difference overflows) times `scale` plus `add` is in
 * pixels of the box. */
struct pen {
    const float *x, *y, *radius; /* the next point, and half the width of its line */
    uint32_t step, radius_step;  /* floats to the point after that */
    uint32_t stride;             /* every stride-th point is looked at */
    float scale, add[2];
    uint8_t box[BOX * BOX];
};

/* A point nearer than NEAR pixels to the one before is passed over, and of more than MANY points only every second,
 * third, … is looked at: what a hand draws loses nothing. */
#define NEAR 0.25f
enum { MANY = 65536 };

/* False for infinities and NaN: zero times them is NaN, which equals nothing. */
static int is_finite(float x, float y)
{
    return x * 0 + y * 0 == 0;
}

/* Sets the scale and place at which n points, with lines of half the width `radius`, fill the box in its longer
 * direction. */
static void fit(struct pen *pen, uint32_t n, float radius)
{
    float low[2] = {1e38f, 1e38f}, high[2] = {-1e38f, -1e38f};
    for (uint32_t i = 0; i < n; i++) {
        const float at[2] = {0.5f * pen->x[i * pen->step], 0.5f * pen->y[i * pen->step]};
        for (int axis = 0; axis < 2 && is_finite(at[0], at[1]); axis++) {
            low[axis] = least(low[axis], at[axis]);
            high[axis] = most(high[axis], at[axis]);
        }
    }
    const float longest = most(high[0] - low[0], high[1] - low[1]);
    pen->scale = longest > 1e-30f ? (BOX - 2 * radius) / longest : 0; /* a dot needs none */
    for (int axis = 0; axis < 2; axis++)
        pen->add[axis] = radius - low[axis] * pen->scale;
    pen->stride = 1 + n / MANY;
}

static void ink_stroke(struct pen *pen, uint32_t n)
{
    struct nib from = {0}, to;
    for (uint32_t i = 0; i < n; i++) {
        const int last = i + 1 == n, begun = from.radius > 0;
        to.x = 0.5f * *pen->x * pen->scale + pen->add[0];
        to.y = 0.5f * *pen->y * pen->scale + pen->add[1];
        to.radius = *pen->radius;
        pen->x += pen->step, pen->y += pen->step, pen->radius += pen->radius_step;
        const float dx = to.x - from.x, dy = to.y - from.y;
        if (!is_finite(to.x, to.y) || (!last && (i % pen->stride > 0 || (begun && dx * dx + dy * dy < NEAR * NEAR))))
            continue;
        ink_line(pen->box, begun ? from : to, to);
        from = to;
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

/* Copies the box into the image, its centre of mass to the centre; the pen's view moves with it. */
static void centre_by_mass(struct pen *pen, uint8_t image[IMAGE_SIZE])
{
    const int x = centring_shift(pen->box, 0), y = centring_shift(pen->box, 1);
    memset(image, 0, IMAGE_SIZE);
    for (int i = 0; i < BOX * BOX; i++)
        if (pen->box[i] > 0)
            image[(i / BOX + y) * SIDE + i % BOX + x] = pen->box[i];
    pen->add[0] += (float)x;
    pen->add[1] += (float)y;
}

static void ink_strokes(struct pen *pen, const uint32_t *lengths, uint32_t count, uint8_t image[IMAGE_SIZE])
{
    memset(pen->box, 0, sizeof pen->box);
    for (uint32_t stroke = 0; stroke < count; stroke++)
        ink_stroke(pen, lengths[stroke]);
    centre_by_mass(pen, image);
}

void digits_ink(struct drawing *d, uint8_t image[IMAGE_SIZE])
{
    struct pen pen = {.x = d->at[0], .y = d->at[1], .radius = d->radius, .step = 1, .radius_step = 1};
    float radius = 0;
    for (uint32_t i = 0; i < d->point_count; i++)
        radius = most(radius, d->radius[i]);
    fit(&pen, d->point_count, radius);
    ink_strokes(&pen, d->lengths, d->stroke_count, image);
    for (int axis = 0; axis < 2; axis++)
        for (uint32_t i = 0; i < d->point_count; i++)
            d->at[axis][i] = 0.5f * d->at[axis][i] * pen.scale + pen.add[axis];
}

void digits_rasterise(const float *points, const uint32_t *lengths, uint32_t count, uint8_t image[IMAGE_SIZE])
{
    static const float radius = 1.3f; /* about that of MNIST's lines */
    struct pen pen = {.x = points, .y = points + 1, .radius = &radius, .step = 2};
    uint32_t n = 0;
    for (uint32_t stroke = 0; stroke < count; stroke++)
        n += lengths[stroke];
    fit(&pen, n, radius);
    ink_strokes(&pen, lengths, count, image);
}
