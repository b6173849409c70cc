/* Built-in handwriting and the pen of the drawing pad: strokes → 28 × 28 greys, normalised as MNIST is.
 *
 * A digit is written in three steps: a form is drawn by lot from data/strokes.txt, a hand shakes and bends it
 * into polylines (digits.c), and ink turns the polylines into pixels (digits_ink.c). Digit `index` of a part,
 * 0 (train) or 1 (test), has random numbers of its own: its class and its pixels depend on nothing but seed,
 * part and index. Every ten in a row are the ten classes in random order: a set of any size is balanced, and
 * a smaller set is the beginning of a larger one. */
#ifndef DIGITS_H
#define DIGITS_H

#include "data_set.h"
#include "image.h"

#include <stdint.h>

enum { DRAWING_STROKES = 4, DRAWING_POINTS = 480 };

/* A written digit as polylines. */
struct drawing {
    uint32_t form;         /* which form of data/strokes.txt, counted from 0 in the order of the file */
    uint32_t stroke_count; /* at most DRAWING_STROKES */
    uint32_t point_count;  /* at most DRAWING_POINTS, all strokes together */
    uint32_t lengths[DRAWING_STROKES]; /* points of each stroke; the strokes lie one after another */
    float at[2][DRAWING_POINTS];       /* x, y */
    float radius[DRAWING_POINTS];      /* half the width of the stroke at the point, in pixels */
};

/* Puts the first `count` digits of a part into an empty data set of greys; each is made when it is first
 * needed. Returns 0 if there is no memory. */
int digits_append(struct data_set *set, uint32_t seed, uint32_t part, uint32_t count);

/* Digit `index` of a part: its polylines in the units of data/strokes.txt, the same where the ink is, and its
 * image. Returns its class. */
uint32_t digits_write(uint32_t seed, uint32_t part, uint32_t index, struct drawing drawings[2],
                      uint8_t image[D]);

/* Fits the drawing into 20 × 20 pixels, inks it and centres it by mass. Its points move to where the ink is,
 * in pixels of the image: pixel (0, 0) covers [0, 1) × [0, 1). */
void digits_ink(struct drawing *drawing, uint8_t image[D]);

/* The pen of the drawing pad. `count` strokes, stroke s with lengths[s] points, x then y, y downwards, in any
 * unit. A stroke of one point is a dot, points that are not finite are left out, no points give an empty
 * image. */
void digits_rasterise(const float *points, const uint32_t *lengths, uint32_t count, uint8_t image[D]);

#endif
