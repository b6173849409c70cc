/* Built-in handwriting and the pen of the drawing pad: strokes → 28 × 28 greys, normalised as MNIST is.
 *
 * A digit is written in three steps: a form is drawn by lot from data/strokes.txt, a hand shakes and bends it
 * into polylines (digits.c), and ink turns the polylines into pixels (digits_ink.c). Digit `index` of a part,
 * 0 (train) or 1 (test), has its own stream of random numbers: its class and its pixels depend on nothing but
 * seed, part and index. Every ten in a row are the ten classes in random order: a set of any size is
 * balanced, and a smaller set is the beginning of a larger one. */
#ifndef DIGITS_H
#define DIGITS_H

#include "data_set.h"
#include "image.h"

#include <stdint.h>

enum { DRAWING_STROKES = 4, DRAWING_POINTS = 480 };

/* A written digit as polylines, one a stroke. */
struct drawing {
    uint32_t form;                     /* number of its form in data/strokes.txt, from 0 */
    uint32_t stroke_count;             /* at most DRAWING_STROKES */
    uint32_t point_count;              /* at most DRAWING_POINTS, all strokes together */
    uint32_t lengths[DRAWING_STROKES]; /* points of each stroke; strokes lie end to end in at, radius */
    float at[2][DRAWING_POINTS];       /* x, y */
    float radius[DRAWING_POINTS];      /* half the width of the line at each point, pixels */
};

/* Puts the first `count` digits of a part into an empty data set of greys; each is made when it is first
 * needed. Returns 0 if there is no memory. */
int digits_append(struct data_set *set, uint32_t seed, uint32_t part, uint32_t count);

/* Writes digit `index` of a part: its polylines as the hand draws them, in units of data/strokes.txt, the
 * same fitted into the image, in pixels, and the image. Returns its class. */
uint32_t digits_write(uint32_t seed, uint32_t part, uint32_t index, struct drawing drawings[2],
                      uint8_t image[D]);

/* Fits the drawing into 20 × 20 pixels, inks it and centres the ink by mass. The points of the drawing are
 * moved to the ink, in pixels of the image: pixel (0, 0) covers [0, 1) × [0, 1). */
void digits_ink(struct drawing *drawing, uint8_t image[D]);

/* The pen of the drawing pad: inks `count` strokes as digits_ink does. Stroke s has lengths[s] points; points
 * holds x, y of each, y downwards, in any unit, all strokes end to end. A stroke of one point is a dot.
 * Points that are not finite are left out, and no points give an empty image. */
void digits_rasterise(const float *points, const uint32_t *lengths, uint32_t count, uint8_t image[D]);

#endif
