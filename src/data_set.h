/* Data sets resident in memory, and the order in which training goes through them.
 *
 * An image of greys is kept as the list of its non-zero pixels (3 bytes each), or as its 784 bytes where that
 * is shorter; MNIST's 60,000 take 28 MB. An image of floats is kept as it is. */
#ifndef DATA_SET_H
#define DATA_SET_H

#include "batch.h"

struct data_set;

/* An empty data set for images of one type; the seed is that of its shuffles. NULL if there is no memory. */
struct data_set *data_set_create(enum pixel_type type, uint32_t seed);
void data_set_free(struct data_set *set);

uint32_t data_set_size(const struct data_set *set);

/* Appends n images of the set's type, (n, D), and their labels. Returns 0, and leaves the set as it was, if
 * there is no memory. New images take part in the epoch under way, a few samples later. */
int data_set_append(struct data_set *set, const void *images, const uint8_t *labels, uint32_t n);

/* Makes image `index` of a data set: its D greys and, as its result, its label. The same for the same index.
 */
struct maker {
    uint8_t (*make)(const struct maker *maker, uint32_t index, uint8_t *image);
    uint32_t seed, part; /* for make() */
};

/* Appends n images to an empty set of greys; each is made when it is first needed, so that training need not
 * wait for all of them. Memory is taken now, and for the longest records. Returns 0 if there is none. */
int data_set_append_unmade(struct data_set *set, struct maker maker, uint32_t n);

/* Takes back what was appended since the set had `size` images; nothing may have been drawn since. */
void data_set_truncate(struct data_set *set, uint32_t size);

/* Copies of the images first … first + n − 1, as they were appended, and of their labels. */
void data_set_get_images(struct data_set *set, uint32_t first, uint32_t n, void *images);
void data_set_get_labels(struct data_set *set, uint32_t first, uint32_t n, uint8_t *labels);

/* Copies of the samples that were drawn last in the epoch under way, n of them or as many as there are.
 * Returns how many. */
uint32_t data_set_get_drawn(const struct data_set *set, uint32_t n, void *images, uint8_t *labels);

/* All images in the order of their arrival. */
struct batch data_set_all(struct data_set *set);

/* The next samples of the epoch, at most batch_size of them, fewer at its end. Each epoch goes through all
 * images in a random order of its own: a Fisher–Yates shuffle done only as far as it is needed, from the
 * stream (seed, epoch). The set must not be empty; the batch is valid until the next call. */
struct batch data_set_draw(struct data_set *set, uint32_t batch_size);

#endif
