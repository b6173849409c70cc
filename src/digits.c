#include "digits.h"
#include "random.h"
#include "strokes.h"

#include <string.h>

/* Lines that a curve from one point of a template to the next becomes, at most. */
enum { SEGMENT_PARTS = 15 };
_Static_assert(FORM_POINTS * SEGMENT_PARTS <= DRAWING_POINTS, "a drawing holds the longest form");

enum { SIDE = 28, BOX = 20 };

/* ---- the hand: from a form to polylines ---- */

/* The template's points while they are being shaken, and what holds for the whole digit. */
struct path {
    float x[FORM_POINTS], y[FORM_POINTS];
    uint8_t corner[FORM_POINTS];
};

/* Bell-shaped with mean 0 and standard deviation 1 like a normal variate, but never beyond ±3: no digit is torn. */
static float shake(struct random *r)
{
    return 2 * (random_uniform(r) + random_uniform(r) + random_uniform(r)) - 3;
}

static float length(float x, float y)
{
    return __builtin_sqrtf(x * x + y * y);
}

static uint32_t choose_form(struct random *r, int digit)
{
    uint32_t total = 0, form = 0;
    for (uint32_t f = 0; f < FORM_COUNT; f++)
        if (forms[f].digit == digit)
            total += forms[f].weight;
    uint32_t ticket = random_below(r, total) + 1;
    for (uint32_t f = 0; f < FORM_COUNT && ticket > 0; f++)
        if (forms[f].digit == digit) {
            form = f;
            ticket = ticket > forms[f].weight ? ticket - forms[f].weight : 0;
        }
    return form;
}

/* Splits 1 at random into `count` shares, in favour of unequal ones. */
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

/* A form may be drawn several times in strokes.txt: what is written lies between these drawings, and may be nearer to
 * one of them at its start and to another at its end. */
static void blend_drawings(struct random *r, const struct form *form, struct path *path)
{
    const uint8_t(*point)[2] = &pen_points[form->first_point];
    float start[FORM_DRAWINGS], end[FORM_DRAWINGS];
    random_shares(r, form->drawings, start);
    random_shares(r, form->drawings, end);
    memset(path, 0, sizeof *path);
    for (uint32_t drawing = 0; drawing < form->drawings; drawing++)
        for (uint32_t i = 0; i < form->points; i++, point++) {
            const float share = start[drawing] + (end[drawing] - start[drawing]) * (float)i / (float)(form->points - 1);
            path->x[i] += share * (float)(*point)[0];
            path->y[i] += share * (float)((*point)[1] & 127);
            path->corner[i] = (*point)[1] >> 7;
        }
}

#define KEEP 0.6f
#define FRESH 0.8f

/* Moves the end `end` of a stroke along its own direction, as seen from the next point. */
static void loosen_end(struct path *path, uint32_t end, uint32_t next, float by)
{
    const float dx = path->x[end] - path->x[next], dy = path->y[end] - path->y[next], d = length(dx, dy);
    if (d + by < 4)
        return;
    path->x[end] += dx / d * by;
    path->y[end] += dy / d * by;
}

/* Every point a little astray, every stroke a little shifted, the ends too long or too short. */
static void shake_path(struct random *r, const struct form *form, struct path *path)
{
    const float mess = 2 + 4.0f * random_uniform(r), loose = 3 + 5 * random_uniform(r);
    for (uint32_t stroke = 0, first = 0; stroke < form->strokes; stroke++) {
        const uint32_t n = stroke_lengths[form->first_stroke + stroke];
        float dx = mess * shake(r), dy = mess * shake(r);
        for (uint32_t i = first; i < first + n; i++) {
            path->x[i] += dx;
            path->y[i] += dy;
            dx = KEEP * dx + FRESH * mess * shake(r);
            dy = KEEP * dy + FRESH * mess * shake(r);
        }
        if (n > 1) {
            loosen_end(path, first, first + 1, loose * shake(r));
            loosen_end(path, first + n - 1, first + n - 2, loose * shake(r));
        }
        first += n;
    }
}

/* The direction of the curve at inner point i: that of the parabola through its neighbours (the Bessel tangent). */
static void tangent(const float *x, const float *y, uint32_t i, float t[2])
{
    const float ax = x[i] - x[i - 1], ay = y[i] - y[i - 1], bx = x[i + 1] - x[i], by = y[i + 1] - y[i];
    const float a = length(ax, ay) + 0.01f, b = length(bx, by) + 0.01f;
    t[0] = (ax * b / a + bx * a / b) / (a + b);
    t[1] = (ay * b / a + by * a / b) / (a + b);
}

static void add_point(struct drawing *d, float x, float y)
{
    if (d->point_count < DRAWING_POINTS) {
        d->x[d->point_count] = x;
        d->y[d->point_count++] = y;
    }
}

/* Cubic Hermite curves through the points of one stroke, as a polyline. Corners and ends have no direction of their
 * own: there the curve leaves as a parabola would, or straight between two of them. */
static void smooth_stroke(const struct path *path, uint32_t first, uint32_t n, float roundness, struct drawing *d)
{
    const float *x = path->x + first, *y = path->y + first;
    const uint8_t *corner = path->corner + first;
    add_point(d, x[0], y[0]);
    for (uint32_t i = 0; i + 1 < n; i++) {
        const int free0 = i == 0 || corner[i], free1 = i + 2 == n || corner[i + 1];
        const float dx = x[i + 1] - x[i], dy = y[i + 1] - y[i], chord = length(dx, dy);
        float t0[2] = {dx, dy}, t1[2] = {dx, dy};
        if (!free0) {
            tangent(x, y, i, t0);
            t0[0] *= chord * roundness, t0[1] *= chord * roundness;
        }
        if (!free1) {
            tangent(x, y, i + 1, t1);
            t1[0] *= chord * roundness, t1[1] *= chord * roundness;
        }
        if (free0 && !free1)
            t0[0] = 1.5f * dx - 0.5f * t1[0], t0[1] = 1.5f * dy - 0.5f * t1[1];
        if (free1 && !free0)
            t1[0] = 1.5f * dx - 0.5f * t0[0], t1[1] = 1.5f * dy - 0.5f * t0[1];
        const float wanted = 1 + chord * 0.1f;
        const uint32_t parts = wanted < SEGMENT_PARTS ? (uint32_t)wanted : SEGMENT_PARTS;
        for (uint32_t k = 1; k <= parts; k++) {
            const float t = (float)k / (float)parts, s = 1 - t;
            const float p1 = t * t * (3 - 2 * t), q0 = t * s * s, q1 = -t * t * s;
            add_point(d, x[i] + p1 * dx + q0 * t0[0] + q1 * t1[0], y[i] + p1 * dy + q0 * t0[1] + q1 * t1[1]);
        }
    }
}

/* Bends the sheet by a random cubic map, then stretches, slants and turns it. */
static void bend(struct random *r, struct drawing *d)
{
    const float u0 = random_uniform(r), wild = 0.05f + 0.15f * u0 * u0;
    float a[6], b[6];
    for (int i = 0; i < 6; i++) {
        a[i] = wild * shake(r);
        b[i] = wild * shake(r);
    }
    const float wide = 0.10f * shake(r), slant = 0.1f + 0.19f * shake(r);
    const float turn = 0.07f * shake(r), scale = 1 / (1 + turn * turn); /* turn: tangent of half the angle */
    const float c = (1 - turn * turn) * scale, s = 2 * turn * scale, stretch = (1 + wide) / (1 - wide);
    for (uint32_t i = 0; i < d->point_count; i++) {
        const float u = d->x[i] * 0.02f - 1, v = d->y[i] * 0.02f - 1, uu = u * u, uv = u * v, vv = v * v;
        float x = u + a[0] * vv + a[1] * uv + a[2] * uu + a[3] * vv * v + a[4] * vv * u + a[5] * uu * v;
        float y = v + b[0] * uu + b[1] * uv + b[2] * vv + b[3] * uu * u + b[4] * uu * v + b[5] * vv * u;
        x = x * stretch - slant * y;
        d->x[i] = c * x - s * y;
        d->y[i] = s * x + c * y;
    }
}

/* The width of the pen in pixels, and its slow change along each stroke: start, middle, end. */
static void press(struct random *r, struct drawing *d)
{
    float width = 1.28f + 0.32f * shake(r);
    width = width < 0.8f ? 0.8f : width;
    for (uint32_t stroke = 0, i = 0; stroke < d->stroke_count; stroke++) {
        const uint32_t n = d->lengths[stroke];
        float knots[3];
        for (int k = 0; k < 3; k++)
            knots[k] = width * (1 + 0.25f * shake(r));
        for (uint32_t k = 0; k < n; k++, i++) {
            const float t = n > 1 ? 2 * (float)k / (float)(n - 1) : 0;
            d->radius[i] = t < 1 ? knots[0] + t * (knots[1] - knots[0]) : knots[1] + (t - 1) * (knots[2] - knots[1]);
        }
    }
}

void digits_write(uint64_t seed, int part, uint32_t index, int digit, struct drawing *drawing)
{
    struct random r;
    struct path path;
    random_seed(&r, seed, random_stream(part ? STREAM_DIGITS_TEST : STREAM_DIGITS_TRAIN, index));
    drawing->form = choose_form(&r, digit);
    drawing->stroke_count = drawing->point_count = 0;
    const struct form *form = &forms[drawing->form];
    blend_drawings(&r, form, &path);
    shake_path(&r, form, &path);
    const float roundness = 1 + 0.1f * shake(&r);
    for (uint32_t stroke = 0, first = 0; stroke < form->strokes; stroke++) {
        const uint32_t n = stroke_lengths[form->first_stroke + stroke], before = drawing->point_count;
        smooth_stroke(&path, first, n, roundness, drawing);
        drawing->lengths[drawing->stroke_count++] = drawing->point_count - before;
        first += n;
    }
    bend(&r, drawing);
    press(&r, drawing);
}

/* ---- ink: from polylines to pixels ---- */

static float least(float a, float b)
{
    return a < b ? a : b;
}

static float most(float a, float b)
{
    return a > b ? a : b;
}

/* Inks the line from a to b, its radius changing from a to b, onto the 20 × 20 box. Grey is the distance to the edge
 * of the line, one pixel wide: within 2 % of the covered area. */
static void ink_line(uint8_t box[BOX * BOX], const float a[3], const float b[3])
{
    const float dx = b[0] - a[0], dy = b[1] - a[1], dr = b[2] - a[2], square = dx * dx + dy * dy;
    const float inverse = square > 1e-12f ? 1 / square : 0, reach = most(a[2], b[2]) + 0.5f;
    const int left = (int)most(least(a[0], b[0]) - reach, 0), top = (int)most(least(a[1], b[1]) - reach, 0);
    const int right = (int)least(most(a[0], b[0]) + reach, BOX - 1), bottom = (int)least(most(a[1], b[1]) + reach, BOX - 1);
    for (int row = top; row <= bottom; row++)
        for (int column = left; column <= right; column++) {
            const float x = (float)column + 0.5f - a[0], y = (float)row + 0.5f - a[1];
            const float t = most(0, least(1, (x * dx + y * dy) * inverse));
            const float ex = x - t * dx, ey = y - t * dy, edge = a[2] + t * dr + 0.5f, d2 = ex * ex + ey * ey;
            uint8_t *pixel = &box[row * BOX + column];
            if (d2 >= edge * edge || *pixel == 255)
                continue;
            const int grey = (int)(255 * least(1, edge - __builtin_sqrtf(d2)) + 0.5f);
            if (grey > *pixel)
                *pixel = (uint8_t)grey;
        }
}

/* How far the box [0, 20) is to move along one axis so that the mean of the pixel numbers, weighted by grey, is 14 ± 0.5
 * (by whole pixels and about pixel 14, as in MNIST), without any ink leaving the image. */
static int centring_shift(const uint32_t mass[BOX])
{
    uint32_t sum = 0, moment = 0;
    int low = BOX, high = 0;
    for (int i = 0; i < BOX; i++) {
        sum += mass[i], moment += mass[i] * (uint32_t)i;
        if (mass[i] > 0) {
            low = i < low ? i : low;
            high = i;
        }
    }
    if (sum == 0)
        return 0;
    const int shift = SIDE / 2 - (int)((2 * moment + sum) / (2 * sum));
    return shift < -low ? -low : shift > SIDE - 1 - high ? SIDE - 1 - high : shift;
}

/* Copies the box into the image so that the centre of mass lies at the centre. shift: columns, rows moved. */
static void centre_by_mass(const uint8_t box[BOX * BOX], uint8_t image[IMAGE_SIZE], int shift[2])
{
    uint32_t columns[BOX] = {0}, rows[BOX] = {0};
    for (int i = 0; i < BOX * BOX; i++)
        columns[i % BOX] += box[i], rows[i / BOX] += box[i];
    shift[0] = centring_shift(columns);
    shift[1] = centring_shift(rows);
    memset(image, 0, IMAGE_SIZE);
    for (int i = 0; i < BOX * BOX; i++)
        if (box[i] > 0)
            image[(i / BOX + shift[1]) * SIDE + i % BOX + shift[0]] = box[i];
}

/* Scales the points so that the ink, radii included, fills the box in its longer direction. */
static void fit(struct drawing *d)
{
    const uint32_t n = d->point_count;
    float low[2] = {d->x[0], d->y[0]}, high[2] = {d->x[0], d->y[0]}, radius = 0;
    for (uint32_t i = 0; i < n; i++) {
        low[0] = least(low[0], d->x[i]), high[0] = most(high[0], d->x[i]);
        low[1] = least(low[1], d->y[i]), high[1] = most(high[1], d->y[i]);
        radius += d->radius[i] / (float)n;
    }
    const float scale = (BOX - 2 * radius) / most(1e-6f, most(high[0] - low[0], high[1] - low[1]));
    float edge[4] = {BOX, BOX, -BOX, -BOX}; /* left, top, right, bottom of the ink */
    for (uint32_t i = 0; i < n; i++) {
        const float x = d->x[i] = (d->x[i] - low[0]) * scale, y = d->y[i] = (d->y[i] - low[1]) * scale;
        edge[0] = least(edge[0], x - d->radius[i]), edge[2] = most(edge[2], x + d->radius[i]);
        edge[1] = least(edge[1], y - d->radius[i]), edge[3] = most(edge[3], y + d->radius[i]);
    }
    const float exact = BOX / most(edge[2] - edge[0], edge[3] - edge[1]);
    for (uint32_t i = 0; i < n; i++) {
        d->x[i] = (d->x[i] - edge[0]) * exact;
        d->y[i] = (d->y[i] - edge[1]) * exact;
        d->radius[i] *= exact;
    }
}

void digits_ink(struct drawing *d, uint8_t image[IMAGE_SIZE])
{
    uint8_t box[BOX * BOX] = {0};
    int shift[2];
    fit(d);
    for (uint32_t stroke = 0, first = 0; stroke < d->stroke_count; stroke++) {
        const uint32_t n = d->lengths[stroke];
        for (uint32_t i = first; i + 1 < first + n; i++)
            ink_line(box, (float[3]){d->x[i], d->y[i], d->radius[i]},
                     (float[3]){d->x[i + 1], d->y[i + 1], d->radius[i + 1]});
        first += n;
    }
    centre_by_mass(box, image, shift);
    for (uint32_t i = 0; i < d->point_count; i++) {
        d->x[i] += (float)shift[0];
        d->y[i] += (float)shift[1];
    }
}

void digits_draw(uint64_t seed, int part, uint32_t index, int digit, uint8_t image[IMAGE_SIZE])
{
    struct drawing drawing;
    digits_write(seed, part, index, digit, &drawing);
    digits_ink(&drawing, image);
}

/* ---- the drawing pad ---- */

/* PAD_RADIUS is half the width of the pad's pen in pixels. A point nearer than PAD_STEP pixels to the one before is
 * passed over, and of more than PAD_POINTS only every second, third, … is looked at: what a hand draws loses nothing. */
#define PAD_RADIUS 1.3f
#define PAD_STEP 0.25f
enum { PAD_POINTS = 65536 };

/* Where the drawing lies: half its coordinates, so that no difference overflows, times scale are pixels of the box. */
struct view {
    float left, top, right, bottom, scale;
    uint32_t stride;
};

/* False for infinities and NaN, whose difference is NaN. */
static int is_finite(const float *point)
{
    return point[0] - point[0] == 0 && point[1] - point[1] == 0;
}

/* scale 0: nothing but a dot; stride 0: nothing at all */
static struct view find_view(const float *points, const uint32_t *lengths, uint32_t count)
{
    struct view view = {0};
    uint32_t total = 0, found = 0;
    for (uint32_t stroke = 0; stroke < count; stroke++)
        for (uint32_t i = 0; i < lengths[stroke]; i++, total++) {
            const float *point = points + 2 * (size_t)total, x = 0.5f * point[0], y = 0.5f * point[1];
            if (!is_finite(point))
                continue;
            if (found++ == 0)
                view = (struct view){.left = x, .right = x, .top = y, .bottom = y};
            view.left = least(view.left, x), view.right = most(view.right, x);
            view.top = least(view.top, y), view.bottom = most(view.bottom, y);
        }
    const float extent = most(view.right - view.left, view.bottom - view.top);
    view.scale = extent > 1e-30f ? (BOX - 2 * PAD_RADIUS) / extent : 0;
    view.stride = found > 0 ? 1 + total / PAD_POINTS : 0;
    return view;
}

static void ink_stroke(uint8_t box[BOX * BOX], const float *points, uint32_t length, const struct view *view)
{
    float from[3] = {0}, to[3] = {0, 0, PAD_RADIUS};
    for (uint32_t i = 0; i < length; i++) {
        const float *point = points + 2 * (size_t)i;
        const int last = i + 1 == length;
        if (!is_finite(point) || (i % view->stride != 0 && !last))
            continue;
        to[0] = (0.5f * point[0] - view->left) * view->scale + PAD_RADIUS;
        to[1] = (0.5f * point[1] - view->top) * view->scale + PAD_RADIUS;
        const float dx = to[0] - from[0], dy = to[1] - from[1];
        const int begun = from[2] > 0;
        if (begun && !last && dx * dx + dy * dy < PAD_STEP * PAD_STEP)
            continue;
        ink_line(box, begun ? from : to, to);
        memcpy(from, to, sizeof from);
    }
}

void digits_rasterise(const float *points, const uint32_t *lengths, uint32_t count, uint8_t image[IMAGE_SIZE])
{
    uint8_t box[BOX * BOX] = {0};
    int shift[2];
    const struct view view = find_view(points, lengths, count);
    for (uint32_t stroke = 0; stroke < count && view.stride > 0; stroke++) {
        ink_stroke(box, points, lengths[stroke], &view);
        points += 2 * (size_t)lengths[stroke];
    }
    centre_by_mass(box, image, shift);
}
