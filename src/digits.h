/* Built-in handwriting and the pen of the drawing pad: strokes → 28 × 28 greys, normalised as MNIST is.
 *
 * A digit is written in three steps: a form is drawn by lot from data/strokes.txt, a hand shakes and bends it
 * into polylines (digits_write, src/digits.c), and ink turns the polylines into pixels (digits_ink,
 * src/digits_ink.c). The random numbers of image `index` come from a stream of its own: the image depends on
 * nothing but its seed, part, index and digit. */
#ifndef DIGITS_H
#define DIGITS_H

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

/* Image `index` of the built-in handwriting, part 0 (train) or 1 (test), digit 0 … 9: its polylines, in the
 * units of data/strokes.txt. */
void digits_write(uint64_t seed, int part, uint32_t index, int digit, struct drawing *drawing);

/* Fits the drawing into 20 × 20 pixels, inks it and centres it by mass. Its points move to where the ink is,
 * in pixels of the image: pixel (0, 0) covers [0, 1) × [0, 1). */
void digits_ink(struct drawing *drawing, uint8_t image[D]);

/* Both steps. Same bytes for the same seed, part, index and digit. */
void digits_draw(uint64_t seed, int part, uint32_t index, int digit, uint8_t image[D]);

/* The pen of the drawing pad. `count` strokes, stroke s with lengths[s] points, x then y, y downwards, in any
 * unit. A stroke of one point is a dot, points that are not finite are left out, no points give an empty
 * image. */
void digits_rasterise(const float *points, const uint32_t *lengths, uint32_t count, uint8_t image[D]);

#endif
