/* Constants of exp and log, shared by both kinds of kernels.
 *
 * Both follow W. J. Cody and W. Waite, "Software Manual for the Elementary Functions" (1980): the argument is
 * reduced with ln 2 split in two, of which LN2_HIGH has 12 bits, so that its product with an exponent is
 * exact. The polynomials are minimax fits made with Sollya (fpminimax, coefficients in single precision,
 * relative error): 2⁻²⁸ for exp, 2⁻³⁰ for log. */
#ifndef POLYNOMIALS_H
#define POLYNOMIALS_H

#define LOG2_E 0x1.715476p0f
#define LN2_HIGH 0x1.62ep-1f
#define LN2_LOW 0x1.0bfbe8p-15f

/* Adding and subtracting 1.5 · 2²³ rounds to the nearest integer, ties to even; that integer is also the
 * difference of the bits of the sum and of 1.5 · 2²³. */
#define ROUNDER 0x1.8p23f
#define ROUNDER_BITS 0x4b400000

/* exp r = 1 + r + r² (E2 + E3 r + …), |r| ≤ ln 2 / 2. Outside of [EXP_MIN, EXP_MAX] exp is 0 or ∞. */
#define EXP_MIN -104.0f
#define EXP_MAX 89.0f
#define E2 0x1.fffff8p-2f
#define E3 0x1.55548ep-3f
#define E4 0x1.555b98p-5f
#define E5 0x1.123bccp-7f
#define E6 0x1.6850e2p-10f

/* log(1 + f) = f − f²/2 + f³ (L3 + L4 f + …), 1 + f in [√½, √2) */
#define SQRT_HALF_BITS 0x3f3504f3
#define L3 0x1.555546p-2f
#define L4 -0x1.000004p-2f
#define L5 0x1.99a548p-3f
#define L6 -0x1.555d7cp-3f
#define L7 0x1.232e96p-3f
#define L8 -0x1.fbf56ep-4f
#define L9 0x1.e738f8p-4f
#define L10 -0x1.df4026p-4f
#define L11 0x1.14ee76p-4f

/* 1/255 = 0.010101… in base 256. grey · GREY_HIGH is exact, the rest is far below half an ulp of the sum, and
 * so grey · GREY_HIGH + grey · GREY_LOW is grey / 255 correctly rounded, for all 256 greys (a test goes
 * through them). */
#define GREY_HIGH 0x1.01p-8f
#define GREY_LOW 0x1.0101p-24f

#endif
