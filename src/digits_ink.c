/* The ink: from polylines to 28 × 28 greys, for the built-in handwriting and for the drawing pad. */
#include "digits.h"
#include "inline.h"

#include <string.h>

INLINE float least(float a, float b)
{
    return a < b ? a : b;
}

INLINE float most(float a, float b)
{
    return a > b ? a : b;
}

/* The position of the pen and half the width of its line, in pixels of the box. */
struct nib {
    float x, y, radius;
};

/* Inks the line from a to b, whose width changes from a to b, into the box. The grey of a pixel grows with
 * the distance of its centre from the edge of the line, from white to black over the width of one pixel:
 * nearly the share of the pixel that the line covers. */
static void ink_line(uint8_t box[BOX * BOX], struct nib a, struct nib b)
{
    const float dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
    const float inverse = square > 1e-12f ? 1 / square : 0, reach = most(a.radius, b.radius) + 0.5f;
    const int left = (int)most(least(a.x, b.x) - reach, 0), top = (int)most(least(a.y, b.y) - reach, 0);
    const float right = least(most(a.x, b.x) + reach, BOX), bottom = least(most(a.y, b.y) + reach, BOX);
    for (int row = top; (float)row < bottom; row++)
        for (int column = left; (float)column < right; column++) {
            const float x = (float)column + 0.5f - a.x, y = (float)row + 0.5f - a.y;
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

/* What points extend over: on each axis the least coordinate and the greatest. */
struct extent {
    float low[2], high[2];
};

/* The points to be inked, and the box that takes the ink. A coordinate times `scale` plus `add` is in pixels
 * of the box. */
struct ink {
    const float *x, *y, *radius; /* the first point, and half the width of its line */
    uint32_t step, radius_step;  /* floats from one point to the next */
    uint32_t count, stride;      /* number of points; every stride-th is inked */
    struct extent extent;        /* of all that is inked */
    float speck;                 /* a stroke farther than that from the extent is not inked */
    float scale, add[2];
    uint8_t box[BOX * BOX];
};

/* A point less than NEAR pixels from the one before is left out, and of more than MANY points only every
 * second, third, … is inked. What a hand draws loses nothing by it. */
#define NEAR 0.25f
enum { MANY = 65536, SPECK_PASSES = 8 };

/* False for infinities and NaN, because zero times them is NaN and NaN equals nothing. */
INLINE int is_finite(float x, float y)
{
    return x * 0 + y * 0 == 0;
}

/* The extent of the points first … end − 1; of no points the lows are above the highs. */
static struct extent extent_of(const struct ink *ink, uint32_t first, uint32_t end)
{
    struct extent e = {{1e38f, 1e38f}, {-1e38f, -1e38f}};
    for (uint32_t i = first; i < end; i++) {
        const float at[2] = {ink->x[i * ink->step], ink->y[i * ink->step]};
        for (int axis = 0; axis < 2 && is_finite(at[0], at[1]); axis++) {
            e.low[axis] = least(e.low[axis], at[axis]);
            e.high[axis] = most(e.high[axis], at[axis]);
        }
    }
    return e;
}

/* The longer side of an extent. */
static float side_of(const struct extent *e)
{
    return most(e->high[0] - e->low[0], e->high[1] - e->low[1]);
}

/* How far two extents are apart, along the axis on which they are farther; at most 0 if they meet. */
static float gap_of(const struct extent *a, const struct extent *b)
{
    const float x = most(a->low[0] - b->high[0], b->low[0] - a->high[0]);
    return most(x, most(a->low[1] - b->high[1], b->low[1] - a->high[1]));
}

/* Chooses scale and place such that the longer side of the drawing, with lines of half the width `radius`, is
 * `size` pixels long. */
static void fit(struct ink *ink, float size, float radius)
{
    const float longest = side_of(&ink->extent);
    ink->scale = longest > 1e-30f ? (size - 2 * radius) / longest
                                  : 0; /* 0 makes a dot of points that are all in one place */
    for (int axis = 0; axis < 2; axis++)
        ink->add[axis] = radius - ink->extent.low[axis] * ink->scale;
}

/* Inks the stroke of the points first … end − 1. */
static void ink_stroke(struct ink *ink, uint32_t first, uint32_t end)
{
    struct nib from = {0}, to;
    const struct extent own = extent_of(ink, first, end);
    if (gap_of(&own, &ink->extent) > ink->speck)
        return;
    for (uint32_t i = first; i < end; i++) {
        const int last = i + 1 == end, begun = from.radius > 0;
        to.x = ink->x[i * ink->step] * ink->scale + ink->add[0];
        to.y = ink->y[i * ink->step] * ink->scale + ink->add[1];
        to.radius = ink->radius[i * ink->radius_step];
        const float dx = to.x - from.x, dy = to.y - from.y;
        const int passed = i % ink->stride > 0 || (begun && dx * dx + dy * dy < NEAR * NEAR);
        if (!is_finite(to.x, to.y) || (passed && !last))
            continue;
        ink_line(ink->box, begun ? from : to, to);
        from = to;
    }
}

/* Finds the shift of the box along one axis, in whole pixels, that brings the mean of the pixel numbers 0 …
 * 27, weighted by grey, to 14 ± 0.5, as in MNIST. Returns whether all ink stays in the image. */
static int find_shift(const uint8_t box[BOX * BOX], int axis, int *shift)
{
    int mass = 0, moment = 0, low = BOX, high = 0;
    for (int i = 0; i < BOX * BOX; i++)
        if (box[i] > 0) {
            const int at = axis ? i / BOX : i % BOX;
            mass += box[i], moment += box[i] * at;
            low = at < low ? at : low;
            high = at > high ? at : high;
        }
    *shift = mass > 0 ? SIDE / 2 - (2 * moment + mass) / (2 * mass) : 0;
    return low + *shift >= 0 && high + *shift < SIDE;
}

/* Inks the drawing 20 pixels long and copies the box into the image so that its centre of mass is in the
 * centre. A drawing of which an end would leave the image, because most of its mass is at the other end, is
 * inked again, one pixel smaller each time; at 13 pixels every drawing fits. */
static void ink_strokes(struct ink *ink, const uint32_t *lengths, uint32_t count, float radius,
                        uint8_t *image)
{
    int shift[2], inside = 0;
    ink->stride = 1 + ink->count / MANY;
    for (int size = BOX; !inside; size--) {
        fit(ink, (float)size, radius);
        memset(ink->box, 0, sizeof ink->box);
        for (uint32_t stroke = 0, first = 0; stroke < count; first += lengths[stroke++])
            ink_stroke(ink, first, first + lengths[stroke]);
        inside = find_shift(ink->box, 0, &shift[0]) & find_shift(ink->box, 1, &shift[1]);
    }
    memset(image, 0, D);
    for (int i = 0; i < BOX * BOX; i++)
        if (ink->box[i] > 0)
            image[(i / BOX + shift[1]) * SIDE + i % BOX + shift[0]] = ink->box[i];
    for (int axis = 0; axis < 2; axis++)
        ink->add[axis] += (float)shift[axis];
}

void digits_ink(struct drawing *d, uint8_t image[D])
{
    struct ink ink = {d->at[0], d->at[1], d->radius, 1, 1, .count = d->point_count};
    float radius = 0;
    for (uint32_t i = 0; i < d->point_count; i++)
        radius = most(radius, d->radius[i]);
    ink.extent = extent_of(&ink, 0, ink.count);
    ink_strokes(&ink, d->lengths, d->stroke_count, radius, image);
    for (int axis = 0; axis < 2; axis++)
        for (uint32_t i = 0; i < d->point_count; i++)
            d->at[axis][i] = d->at[axis][i] * ink.scale + ink.add[axis];
}

/* The way along the points first … end − 1, on both axes together. */
static float way_of(const struct ink *ink, uint32_t first, uint32_t end)
{
    float way = 0;
    for (uint32_t i = first + 1; i < end; i++) {
        const uint32_t at = i * ink->step, before = at - ink->step;
        const float x = ink->x[at] - ink->x[before], y = ink->y[at] - ink->y[before];
        way += is_finite(x, y) ? most(x, -x) + most(y, -y) : 0;
    }
    return way;
}

/* Finds the extent of a drawing by hand without its specks. A speck is a stroke smaller than the line is wide
 * and farther than that from all that is none: a slip of the pen, a resting hand. The longest stroke is none,
 * and what is near belongs to it, also step by step. As specks are less ink than the drawing, a digit of dots
 * has none. */
static void find_extent(struct ink *ink, const uint32_t *lengths, uint32_t count, float width)
{
    struct extent whole = extent_of(ink, 0, ink->count), rest = {{0}, {0}};
    float longest = 0;
    for (uint32_t stroke = 0, first = 0; stroke < count; first += lengths[stroke++]) {
        const struct extent e = extent_of(ink, first, first + lengths[stroke]);
        if (side_of(&e) > longest)
            longest = side_of(&e), rest = e;
    }
    ink->extent = whole;
    ink->speck = 0;
    for (int pass = 0, grows = longest > 0; grows && pass < SPECK_PASSES; pass++) {
        const float line = width * side_of(&rest);
        float specks = 0, way = 0;
        grows = 0;
        for (uint32_t stroke = 0, first = 0; stroke < count; first += lengths[stroke++]) {
            const uint32_t end = first + lengths[stroke];
            const struct extent e = extent_of(ink, first, end);
            if (e.low[0] > e.high[0])
                continue;
            if (side_of(&e) < line && gap_of(&e, &rest) > line) {
                specks += line;
                continue;
            }
            way += way_of(ink, first, end);
            for (int axis = 0; axis < 2; axis++) {
                grows |= e.low[axis] < rest.low[axis] || e.high[axis] > rest.high[axis];
                rest.low[axis] = least(rest.low[axis], e.low[axis]);
                rest.high[axis] = most(rest.high[axis], e.high[axis]);
            }
        }
        if (!grows && specks < way)
            ink->extent = rest, ink->speck = line;
    }
}

void digits_rasterise(const float *points, const uint32_t *lengths, uint32_t count, uint8_t image[D])
{
    static const float radius = 1.3f; /* pixels; lines of MNIST are about as wide */
    struct ink ink = {points, points + 1, &radius, .step = 2};
    for (uint32_t stroke = 0; stroke < count; stroke++)
        ink.count += lengths[stroke];
    find_extent(&ink, lengths, count, 2 * radius / (BOX - 2 * radius));
    ink_strokes(&ink, lengths, count, radius, image);
}
