/* The hand: from a form of data/strokes.txt and random numbers to polylines. And the sequence of digits. */
#include "digits.h"
#include "random.h"
#include "strokes.h"

/* A curve between two points of a form becomes at most this many pieces. */
enum { SEGMENT_PARTS = 15 };
_Static_assert((int)DRAWING_POINTS >= FORM_POINTS * SEGMENT_PARTS, "a drawing holds the longest form");
_Static_assert((int)DRAWING_STROKES >= FORM_STROKES, "a drawing holds the form with the most strokes");

/* A form whose points are being moved. */
struct path {
    const struct form *form;
    const uint8_t (*marks)[2]; /* pen_points of the form's first drawing */
    float at[2][FORM_POINTS];  /* x, y */
};

/* In pen_points the top bit of x marks the first point of a stroke, the top bit of y a corner. */
static int starts_stroke(const struct path *path, uint32_t i)
{
    return i == path->form->points || path->marks[i][0] >> 7;
}

/* A random number with mean 0 and standard deviation 1, bell-shaped like a normal variate but never beyond
 * ±3, so that no digit is torn apart. */
static float shake(struct random *r)
{
    float sum = -1.5f;
    for (int i = 0; i < 3; i++)
        sum += random_uniform(r);
    return 2 * sum;
}

/* Chooses a form of the digit at random, in proportion to the weights. Returns its number, and puts the form
 * and its points into the path. */
static uint32_t choose_form(struct random *r, int digit, struct path *path)
{
    uint32_t total = 0, f = 0;
    for (uint32_t i = 0; i < FORM_COUNT; i++)
        total += forms[i].digit == digit ? forms[i].weight : 0;
    uint32_t ticket = random_below(r, total);
    path->marks = pen_points;
    for (; forms[f].digit != digit || ticket >= forms[f].weight; f++) {
        ticket -= forms[f].digit == digit ? forms[f].weight : 0;
        path->marks += forms[f].points * forms[f].drawings;
    }
    path->form = &forms[f];
    return f;
}

/* `count` random shares that add up to 1; a few of them are large. */
static void random_shares(struct random *r, uint32_t count, float *shares)
{
    float sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        const float u = random_uniform(r) + 0.001f;
        sum += shares[i] = u * u * u;
    }
    for (uint32_t i = 0; i < count; i++)
        shares[i] /= sum;
}

/* strokes.txt may have several drawings of a form. The path is a mixture of them, whose shares change evenly
 * from its first point to its last. */
static void blend_drawings(struct random *r, struct path *path)
{
    const uint32_t n = path->form->points, count = path->form->drawings;
    float start[FORM_DRAWINGS], end[FORM_DRAWINGS];
    random_shares(r, count, start);
    random_shares(r, count, end);
    for (uint32_t axis = 0; axis < 2; axis++)
        for (uint32_t i = 0; i < n; i++) {
            float sum = 0;
            for (uint32_t k = 0; k < count; k++) {
                const float share = start[k] + (end[k] - start[k]) * (float)i / (float)(n - 1);
                sum += share * (float)(path->marks[k * n + i][axis] & 127);
            }
            path->at[axis][i] = sum;
        }
}

/* The distance from point i to the next, never 0. */
static float distance(const struct path *path, uint32_t i)
{
    const float dx = path->at[0][i + 1] - path->at[0][i], dy = path->at[1][i + 1] - path->at[1][i];
    return __builtin_sqrtf(dx * dx + dy * dy) + 0.01f;
}

/* Moves every point by a random offset. Along a stroke the offsets change only a little from point to point,
 * so that the stroke moves as a whole. */
static void shake_path(struct random *r, struct path *path)
{
    const float mess = 1.5f + 5 * random_uniform(r);
    float offset[2];
    for (uint32_t i = 0; i < path->form->points; i++)
        for (uint32_t axis = 0; axis < 2; axis++) {
            const float change = mess * shake(r);
            offset[axis] = starts_stroke(path, i) ? change : 0.6f * offset[axis] + 0.8f * change;
            path->at[axis][i] += offset[axis];
        }
}

/* The slope of the curve along one axis at a point between two others, per unit of length: the slope of the
 * parabola through the three (the Bessel tangent). a and b are the distances to the point before and to the
 * point after. */
static float slope(const float *at, float a, float b)
{
    return ((at[0] - at[-1]) * b / a + (at[1] - at[0]) * a / b) / (a + b);
}

/* Adds the cubic Hermite curve from point i to point i + 1 to the drawing, in pieces of about two pixels, for
 * t from `begin` (0 except at the start of a stroke) to `end` (1 except at its end). A corner and the end of
 * a stroke have no slope of their own: the curve starts there like a parabola, or is straight if both of its
 * ends are like that. */
static void curve(const struct path *path, uint32_t i, float begin, float end, struct drawing *d)
{
    const int free0 = starts_stroke(path, i) || path->marks[i][1] >> 7;
    const int free1 = starts_stroke(path, i + 2) || path->marks[i + 1][1] >> 7;
    const float chord = distance(path, i), wanted = 1 + 0.1f * chord;
    const uint32_t parts = wanted < SEGMENT_PARTS ? (uint32_t)wanted : SEGMENT_PARTS;
    for (uint32_t axis = 0; axis < 2; axis++) {
        const float *at = &path->at[axis][i], delta = at[1] - at[0];
        float t0 = delta, t1 = delta;
        if (!free0)
            t0 = chord * slope(at, distance(path, i - 1), chord);
        if (!free1)
            t1 = chord * slope(at + 1, chord, distance(path, i + 1));
        if (free0 && !free1)
            t0 = 1.5f * delta - 0.5f * t1;
        if (free1 && !free0)
            t1 = 1.5f * delta - 0.5f * t0;
        for (uint32_t k = 0; k <= parts; k++) {
            const float t = begin + (end - begin) * (float)k / (float)parts, s = 1 - t;
            d->at[axis][d->point_count + k] = at[0] + t * (t * (3 - 2 * t) * delta + s * (s * t0 - t * t1));
        }
    }
    d->point_count += parts;
}

/* Turns the path into polylines. Each stroke starts and ends a little too early or too late. */
static void curves(struct random *r, const struct path *path, struct drawing *d)
{
    const float loose = 4 + 6 * random_uniform(r);
    d->stroke_count = d->point_count = 0;
    for (uint32_t i = 0, first = 0; i < path->form->points; i++) {
        if (starts_stroke(path, i + 1)) {
            d->lengths[d->stroke_count++] = ++d->point_count - first;
            first = d->point_count;
        } else {
            const float share = loose / (distance(path, i) + 15);
            const float early = starts_stroke(path, i) ? share * shake(r) : 0;
            curve(path, i, early, starts_stroke(path, i + 2) ? 1 + share * shake(r) : 1, d);
        }
    }
}

/* Bends the drawing by a random cubic map. Its linear part, which stretches, slants and turns, is the
 * largest. */
static void bend(struct random *r, struct drawing *d)
{
    enum { TERMS = 9 };
    const float u = random_uniform(r), wild = 0.04f + 0.14f * u * u;
    float c[2][TERMS];
    for (uint32_t i = 0; i < 2 * TERMS; i++)
        c[i / TERMS][i % TERMS] = 50 * wild * shake(r);
    c[0][0] = 50 + 10 * shake(r);
    c[0][1] = -5 + 10 * shake(r);
    c[1][0] = 6 * shake(r);
    c[1][1] = 50;
    for (uint32_t i = 0; i < d->point_count; i++) {
        const float x = d->at[0][i] * 0.02f - 1, y = d->at[1][i] * 0.02f - 1;
        const float terms[TERMS] = {x, y, x * x, x * y, y * y, x * x * x, x * x * y, x * y * y, y * y * y};
        for (uint32_t axis = 0; axis < 2; axis++) {
            float sum = 50;
            for (uint32_t k = 0; k < TERMS; k++)
                sum += c[axis][k] * terms[k];
            d->at[axis][i] = sum;
        }
    }
}

/* Chooses the width of the pen. It changes evenly from the start of each stroke to its end. */
static void press(struct random *r, struct drawing *d)
{
    const float wanted = 1.28f + 0.32f * shake(r), radius = wanted < 0.75f ? 0.75f : wanted;
    for (uint32_t stroke = 0, i = 0; stroke < d->stroke_count; stroke++) {
        const float from = radius * (1 + 0.26f * shake(r)), to = radius * (1 + 0.26f * shake(r));
        for (uint32_t k = 0; k < d->lengths[stroke]; k++, i++)
            d->radius[i] = from + (to - from) * (float)k / (float)d->lengths[stroke];
    }
}

/* Draws digit `index` of a part, whose class is `digit`, as polylines. */
static void write_polylines(uint32_t seed, uint32_t part, uint32_t index, int digit, struct drawing *drawing)
{
    struct random r;
    struct path path;
    random_seed(&r, seed, random_stream(part ? STREAM_DIGITS_TEST : STREAM_DIGITS_TRAIN, index));
    drawing->form = choose_form(&r, digit, &path);
    blend_drawings(&r, &path);
    shake_path(&r, &path);
    curves(&r, &path, drawing);
    bend(&r, drawing);
    press(&r, drawing);
}

/* The class of digit `index`. Each ten in a row get a Fisher–Yates shuffle of the ten classes, carried out
 * only as far as this digit. */
static uint8_t class_of(uint32_t seed, uint32_t part, uint32_t index)
{
    struct random random;
    uint8_t classes[K];
    random_seed(&random, seed, random_stream(STREAM_CLASSES, part << 31 | index / K));
    for (uint32_t i = 0; i < K; i++)
        classes[i] = (uint8_t)i;
    for (uint32_t i = 0; i <= index % K; i++) {
        const uint32_t other = i + random_below(&random, K - i);
        const uint8_t drawn = classes[other];
        classes[other] = classes[i];
        classes[i] = drawn;
    }
    return classes[index % K];
}

static uint8_t make_digit(const struct maker *maker, uint32_t index, uint8_t *image)
{
    struct drawing drawing;
    const uint8_t label = class_of(maker->seed, maker->part, index);
    write_polylines(maker->seed, maker->part, index, label, &drawing);
    digits_ink(&drawing, image);
    return label;
}

int digits_append(struct data_set *set, uint32_t seed, uint32_t part, uint32_t count)
{
    return data_set_append_unmade(set, (struct maker){make_digit, seed, part}, count);
}

uint32_t digits_write(uint32_t seed, uint32_t part, uint32_t index, struct drawing drawings[2],
                      uint8_t image[D])
{
    const uint8_t label = class_of(seed, part, index);
    write_polylines(seed, part, index, label, &drawings[0]);
    drawings[1] = drawings[0];
    digits_ink(&drawings[1], image);
    return label;
}
