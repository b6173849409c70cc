#include "data_set.h"
#include "random.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* How a record stores its image: the pixels that are not 0, or all of them. */
enum form { LIST, ALL_GREYS, ALL_FLOATS };

/* The head of one image in memory. After it come, for LIST, n rows and then n greys; for ALL_GREYS, D bytes;
 * for ALL_FLOATS, D floats. */
struct record {
    uint16_t n; /* LIST: number of pixels that are not 0 */
    uint8_t label, form;
};

/* Samples are prefetched this far ahead of the step that needs them, and shuffled in blocks of as many, a
 * block ahead. */
enum { AHEAD = 32 };

/* Bytes. TOUCHED bytes of each record are prefetched, which is all of most records; a slab has as many to
 * spare behind its last record. */
enum { CACHE_LINE = 64, TOUCHED = 8 * CACHE_LINE };

/* One block of memory with the records of one append. */
struct slab {
    struct slab *next; /* the slab of the append before */
    uint32_t first;    /* index of its first image */
    struct record records[];
};

struct data_set {
    enum pixel_type type;
    uint32_t seed;
    uint32_t size, capacity;
    struct record **record; /* (size) */
    uint32_t *order;        /* (size): indices of the images in the order of the current epoch */
    uint32_t position;      /* in order: trained on up to here */
    uint32_t touched;       /* in order: prefetched up to here */
    uint32_t drawn;         /* in order: shuffled up to here */
    uint32_t epoch;         /* number of the current epoch, from 0 */
    struct random random;   /* the random numbers of the current epoch */
    struct slab *slabs;     /* the last one appended */
    struct maker maker;     /* makes the images whose record is still NULL */
    uint8_t *space;         /* where the next record that is made begins */
    uint32_t sum;           /* keeps the compiler from leaving out the loads of touch() */
};

static uint32_t min(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void begin_epoch(struct data_set *set, uint32_t epoch)
{
    set->epoch = epoch;
    set->position = set->touched = set->drawn = 0;
    for (uint32_t i = 0; i < set->size; i++)
        set->order[i] = i;
    random_seed(&set->random, set->seed, random_stream(STREAM_SHUFFLE, epoch));
}

struct data_set *data_set_create(enum pixel_type type, uint32_t seed)
{
    struct data_set *set = calloc(1, sizeof *set);
    if (!set)
        return NULL;
    set->type = type;
    set->seed = seed;
    begin_epoch(set, 0);
    return set;
}

void data_set_free(struct data_set *set)
{
    data_set_truncate(set, 0);
    free(set->record);
    free(set->order);
    free(set);
}

uint32_t data_set_size(const struct data_set *set)
{
    return set->size;
}

/* ---- records ---- */

static struct record head_for(const struct data_set *set, const void *image, uint8_t label)
{
    if (set->type == FLOATS)
        return (struct record){.label = label, .form = ALL_FLOATS};
    const uint32_t n = count_greys(image, D);
    if (3 * n >= D)
        return (struct record){.label = label, .form = ALL_GREYS};
    return (struct record){.n = (uint16_t)n, .label = label, .form = LIST};
}

/* The size of a record in bytes, with its head: a multiple of 4. */
static uint32_t record_size(struct record head)
{
    const uint32_t body = head.form == LIST ? 3 * head.n : head.form == ALL_GREYS ? D : D * sizeof(float);
    return (uint32_t)sizeof head + (body + 3) / 4 * 4;
}

static const void *image_at(const struct data_set *set, const void *images, uint32_t i)
{
    return (const uint8_t *)images + (size_t)i * D * (set->type == FLOATS ? sizeof(float) : 1);
}

static const uint16_t *rows_of(const struct record *record)
{
    return (const uint16_t *)(record + 1);
}

static const uint8_t *greys_of(const struct record *record)
{
    return (const uint8_t *)(rows_of(record) + record->n);
}

static void write_record(struct record *record, struct record head, const void *image)
{
    uint16_t rows[D + SPARE];
    uint8_t greys[D + SPARE];
    *record = head;
    if (head.form == LIST) {
        pack_greys(rows, greys, image, D);
        memcpy(record + 1, rows, head.n * sizeof *rows);
        memcpy((uint16_t *)(record + 1) + head.n, greys, head.n);
    } else {
        memcpy(record + 1, image, head.form == ALL_GREYS ? D : D * sizeof(float));
    }
}

static void read_image(const struct record *record, void *image)
{
    if (record->form != LIST) {
        memcpy(image, record + 1, record->form == ALL_GREYS ? D : D * sizeof(float));
        return;
    }
    uint8_t *greys = image;
    memset(greys, 0, D);
    for (uint32_t i = 0; i < record->n; i++)
        greys[rows_of(record)[i] / PANEL] = greys_of(record)[i];
}

/* ---- append ---- */

/* Moves an array of `used` bytes into a larger block. Returns NULL, and the array stays, if there is no
 * memory. (realloc would make the module 1.2 KB larger.) */
static void *enlarge(void *old, size_t used, size_t bytes)
{
    void *larger = malloc(bytes);
    if (!larger)
        return NULL;
    if (used)
        memcpy(larger, old, used);
    free(old);
    return larger;
}

/* Makes room for `size` images. Returns 0 if there is no memory; the set is valid then, too. */
static int reserve(struct data_set *set, uint32_t size)
{
    if (size <= set->capacity)
        return 1;
    const uint32_t capacity = size + size / 4;
    struct record **record = enlarge(set->record, set->size * sizeof *record, capacity * sizeof *record);
    if (!record)
        return 0;
    set->record = record;
    uint32_t *order = enlarge(set->order, set->size * sizeof *order, capacity * sizeof *order);
    if (!order)
        return 0;
    set->order = order;
    set->capacity = capacity;
    return 1;
}

/* Adds n images without records, and one block of memory for the records. Returns the block, or NULL if there
 * is no memory. */
static uint8_t *extend(struct data_set *set, uint32_t n, size_t bytes)
{
    struct slab *slab = reserve(set, set->size + n) ? malloc(sizeof *slab + bytes + TOUCHED) : NULL;
    if (!slab)
        return NULL;
    *slab = (struct slab){.next = set->slabs, .first = set->size};
    set->slabs = slab;
    for (uint32_t end = set->size + n; set->size < end; set->size++) {
        set->order[set->size] = set->size;
        set->record[set->size] = NULL;
    }
    return (uint8_t *)slab->records;
}

/* Writes the record of image i to `at`. Returns the end of the record. */
static uint8_t *put(struct data_set *set, uint32_t i, const void *image, uint8_t label, uint8_t *at)
{
    const struct record head = head_for(set, image, label);
    set->record[i] = (struct record *)at;
    write_record(set->record[i], head, image);
    return at + record_size(head);
}

int data_set_append(struct data_set *set, const void *images, const uint8_t *labels, uint32_t n)
{
    size_t bytes = 0;
    for (uint32_t i = 0; i < n; i++)
        bytes += record_size(head_for(set, image_at(set, images, i), labels[i]));
    const uint32_t first = set->size;
    uint8_t *at = extend(set, n, bytes);
    for (uint32_t i = 0; at && i < n; i++)
        at = put(set, first + i, image_at(set, images, i), labels[i], at);
    return at != NULL;
}

int data_set_append_unmade(struct data_set *set, struct maker maker, uint32_t n)
{
    assert(set->size == 0 && set->type == GREYS);
    set->maker = maker;
    set->space = extend(set, n, (size_t)n * (sizeof(struct record) + D));
    return set->space != NULL;
}

/* The record of image i. An image that is needed for the first time is made here. */
static const struct record *record_of(struct data_set *set, uint32_t i)
{
    if (!set->record[i]) {
        _Alignas(16) uint8_t image[D];
        const uint8_t label = set->maker.make(&set->maker, i, image);
        set->space = put(set, i, image, label, set->space);
    }
    return set->record[i];
}

void data_set_truncate(struct data_set *set, uint32_t size)
{
    while (set->slabs && set->slabs->first >= size) {
        struct slab *next = set->slabs->next;
        free(set->slabs);
        set->slabs = next;
    }
    set->size = size;
}

void data_set_get_images(struct data_set *set, uint32_t first, uint32_t n, void *images)
{
    for (uint32_t i = 0; i < n; i++)
        read_image(record_of(set, first + i), (void *)image_at(set, images, i));
}

void data_set_get_labels(struct data_set *set, uint32_t first, uint32_t n, uint8_t *labels)
{
    for (uint32_t i = 0; i < n; i++)
        labels[i] = record_of(set, first + i)->label;
}

uint32_t data_set_get_drawn(struct data_set *set, uint32_t n, void *images, uint8_t *labels)
{
    const uint32_t count = min(n, set->position), first = set->position - count;
    for (uint32_t i = 0; i < count; i++) {
        const struct record *record = record_of(set, set->order[first + i]);
        read_image(record, (void *)image_at(set, images, i));
        labels[i] = record->label;
    }
    return count;
}

/* ---- batches ---- */

static void add_record(struct chunk *chunk, const struct record *record)
{
    if (record->form == LIST)
        chunk_add_list(chunk, rows_of(record), greys_of(record), record->n, record->label);
    else if (record->form == ALL_GREYS)
        chunk_add_greys(chunk, (const uint8_t *)(record + 1), record->label);
    else
        chunk_add_floats(chunk, (const float *)(record + 1), record->label);
}

/* Prefetches the next records of the epoch, up to `end`, and makes those that have not been made: loads one
 * byte of every cache line. In random order the records are in no near cache. These loads do not depend on
 * each other, so the processor fetches many lines at the same time. */
static void touch(struct data_set *set, uint32_t end)
{
    uint32_t sum = 0;
    for (uint32_t i = set->touched; i < end; i++) {
        const uint8_t *bytes = (const uint8_t *)record_of(set, set->order[i]);
        for (uint32_t at = 0; at < TOUCHED; at += CACHE_LINE)
            sum += bytes[at];
    }
    *(volatile uint32_t *)&set->sum = sum;
    set->touched = end;
}

static void read_set(const struct batch *batch, uint32_t first, uint32_t n, struct chunk *chunk)
{
    chunk_clear(chunk);
    for (uint32_t i = first; i < first + n; i++)
        add_record(chunk, record_of(batch->data_set.set, i));
}

static void read_in_order(const struct batch *batch, uint32_t first, uint32_t n, struct chunk *chunk)
{
    struct data_set *set = batch->data_set.set;
    const uint32_t end = (uint32_t)(batch->data_set.order - set->order) + first + n;
    if (end > set->touched)
        touch(set, min(end + AHEAD, set->drawn));
    chunk_clear(chunk);
    for (uint32_t i = first; i < first + n; i++)
        add_record(chunk, set->record[batch->data_set.order[i]]);
}

struct batch data_set_all(struct data_set *set)
{
    return (struct batch){.size = set->size, .read = read_set, .data_set = {.set = set}};
}

/* Continues the shuffle of this epoch for samples up to `position`, and a little further: how far depends on
 * the position alone, so that images which are appended then meet the same order however it was reached. */
static void shuffle(struct data_set *set, uint32_t position)
{
    const uint32_t end = min((position + AHEAD - 1) / AHEAD * AHEAD + AHEAD, set->size);
    for (uint32_t i = set->drawn; i < end; i++) {
        const uint32_t other = i + random_below(&set->random, set->size - i), drawn = set->order[other];
        set->order[other] = set->order[i];
        set->order[i] = drawn;
    }
    if (end > set->drawn)
        set->drawn = end;
}

struct batch data_set_draw(struct data_set *set, uint32_t batch_size)
{
    assert(set->size > 0 && batch_size > 0);
    if (set->position == set->size)
        begin_epoch(set, set->epoch + 1);
    const uint32_t first = set->position, m = min(batch_size, set->size - first);
    shuffle(set, first + m);
    set->position = first + m;
    return (struct batch){.size = m, .read = read_in_order, .data_set = {set, set->order + first}};
}

uint32_t data_set_epoch(const struct data_set *set)
{
    return set->epoch;
}

uint32_t data_set_position(const struct data_set *set)
{
    return set->position;
}

void data_set_go_to(struct data_set *set, uint32_t epoch, uint32_t position)
{
    assert(position <= set->size);
    if (epoch != set->epoch || position < set->position)
        begin_epoch(set, epoch);
    if (position > 0)
        shuffle(set, position);
    set->position = set->touched = position;
}
