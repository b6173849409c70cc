/* Data sets in memory, and the order in which training goes through them.
 *
 * An image of greys is kept as the list of its non-zero pixels (3 bytes each), or as its 784 bytes where that
 * is shorter; MNIST's 60,000 take 28 MB. An image of floats is kept as it is. */
#ifndef DATA_SET_H
#define DATA_SET_H

#include "batch.h"

struct data_set;

/* Creates an empty data set for images of one type. The seed decides its shuffles. Returns NULL if there is
 * no memory. */
struct data_set *data_set_create(enum pixel_type type, uint32_t seed);

/* Frees the data set and all its images. */
void data_set_free(struct data_set *set);

/* Number of images. */
uint32_t data_set_size(const struct data_set *set);

/* Appends copies of n images of the set's type, (n, D), and of their labels, (n). Returns 0, with the set
 * unchanged, if there is no memory. New images join the current epoch, behind the few samples that are
 * shuffled already. */
int data_set_append(struct data_set *set, const void *images, const uint8_t *labels, uint32_t n);

/* Makes images on demand: make() writes the D greys of image `index` and returns its label, always the same
 * for the same index. */
struct maker {
    uint8_t (*make)(const struct maker *maker, uint32_t index, uint8_t *image);
    uint32_t seed, part; /* only make() reads them */
};

/* Appends n images to an empty set of greys. Each is made when it is first needed, so that training need not
 * wait for all of them; the memory for all of them, at their longest, is reserved now. Returns 0 if there is
 * none. */
int data_set_append_unmade(struct data_set *set, struct maker maker, uint32_t n);

/* Removes everything appended since the set had `size` images. No batch may have been drawn since. */
void data_set_truncate(struct data_set *set, uint32_t size);

/* Copies out the images first … first + n − 1 as they were appended, (n, D), or their labels, (n). */
void data_set_get_images(struct data_set *set, uint32_t first, uint32_t n, void *images);
void data_set_get_labels(struct data_set *set, uint32_t first, uint32_t n, uint8_t *labels);

/* Copies out the last samples drawn in the current epoch, in their order: n of them, or fewer if the epoch
 * has had fewer. Returns how many. */
uint32_t data_set_get_drawn(struct data_set *set, uint32_t n, void *images, uint8_t *labels);

/* A batch of all images, in the order in which they were appended. */
struct batch data_set_all(struct data_set *set);

/* The next batch of the epoch: batch_size samples, or fewer at its end. Each epoch goes through all images in
 * a new random order: a Fisher–Yates shuffle from the stream (seed, epoch), carried out only as far as it is
 * needed. The set must not be empty; the batch is valid until the next call. */
struct batch data_set_draw(struct data_set *set, uint32_t batch_size);

/* The place in the order of training: the number of the epoch, from 0, and how many of its samples have been
 * drawn, 0 … size. */
uint32_t data_set_epoch(const struct data_set *set);
uint32_t data_set_position(const struct data_set *set);

/* Goes to a place: the next batch is the one that follows there. position ≤ size. To a later place of the
 * current epoch it goes on, so that images which have joined that epoch keep their part in it; to any other
 * it begins that epoch with all images of the set. */
void data_set_go_to(struct data_set *set, uint32_t epoch, uint32_t position);

#endif
