/* What an example is: an image as MNIST has them, and the digit on it. */
#ifndef IMAGE_H
#define IMAGE_H

/* SIDE × SIDE pixels, row after row from the top, D in all. The ink fits into a box of BOX × BOX pixels. The
 * digit is one of K classes. */
enum { SIDE = 28, D = SIDE * SIDE, BOX = 20, K = 10 };

#endif
