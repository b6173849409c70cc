/* The network in C with OpenBLAS's sgemm, one thread. Reads questions on standard input (see peer.js), given
 * the folder with the input and what the images are kept as: `floats`, converted beforehand and gathered, or
 * `bytes`, converted while they are gathered, which moves a quarter of the memory.
 *
 * What made it fast: W_h as (H, D), for which OpenBLAS has kernels for small matrices; the update inside the
 * product of the gradient; batches in blocks that stay in the second-level cache; rows of 16 floats for
 * everything of H or K, one AVX-512 register; images fetched ahead. */
#include <cblas.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { D = 784, H = 10, K = 10, ROW = 16, BLOCK = 100, BATCH_MAX = 1000, CHECKED = 11 };
enum { TRAIN = 60000, TEST = 10000, FLOATS_OF_NETWORK = H * D + H + K * H + K };
static const float RATE = 0.1f, RATE_OF_ONE = 0.01f;

#define ALIGNED _Alignas(64) static
ALIGNED float Wh[H * D], bh[ROW], Wo[H][ROW], WoT[K][ROW], bo[ROW]; /* Wo[h][k], WoT[k][h] */
ALIGNED float dWh[H * D], dbh[ROW], dWo[H][ROW], dbo[ROW];
ALIGNED float X[BLOCK * D], Zh[BLOCK][ROW], Ah[BLOCK][ROW], Ao[BLOCK][ROW], dZh[BLOCK][ROW];
ALIGNED float output[BATCH_MAX * K];

static const char *folder;
static int bytes_kept;
static uint8_t *train_bytes, *train_labels, *test_bytes, *test_labels;
static float *train_floats, *test_floats, *initial;
static uint32_t *order, position;

static void *read_input(const char *name, size_t size)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    void *data = aligned_alloc(64, (size + 63) / 64 * 64);
    FILE *file = fopen(path, "rb");
    if (!data || !file || fread(data, 1, size, file) != size) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    fclose(file);
    return data;
}

static void scale(float *restrict x, const uint8_t *restrict grey, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = grey[i] * (1.0f / 255);
}

static float *scaled(const uint8_t *grey, size_t n)
{
    float *x = aligned_alloc(64, n * sizeof *x);
    scale(x, grey, n);
    return x;
}

static void reset(void)
{
    const float *from = initial;
    memcpy(Wh, from, sizeof Wh);
    memcpy(bh, from += H * D, H * sizeof *bh);
    from += H;
    for (int k = 0; k < K; k++)
        for (int h = 0; h < H; h++)
            Wo[h][k] = WoT[k][h] = *from++;
    memcpy(bo, from, K * sizeof *bo);
    for (int k = K; k < ROW; k++)
        bo[k] = -1e30f; /* probability 0 */
    position = 0;
}

static void fetch(const char *at, size_t size)
{
    for (size_t i = 0; i < size; i += 64)
        __builtin_prefetch(at + i);
}

/* The next n images of the shuffled order, one after another: in X, or where a single one stands. */
static const float *gather(uint32_t n)
{
    if (n == 1 && !bytes_kept) {
        fetch((const char *)(train_floats + (size_t)order[(position + 2) % TRAIN] * D), D * sizeof(float));
        return train_floats + (size_t)order[position] * D;
    }
    for (uint32_t i = 0; i < n; i++) {
        const size_t at = (size_t)order[position + i] * D,
                     next = (size_t)order[(position + i + 3) % TRAIN] * D;
        if (bytes_kept) {
            fetch((const char *)train_bytes + next, D);
            scale(X + i * D, train_bytes + at, D);
        } else {
            fetch((const char *)(train_floats + next), D * sizeof(float));
            memcpy(X + i * D, train_floats + at, D * sizeof(float));
        }
    }
    return X;
}

/* Zh, Ah, Ao of n images; Ao before the softmax. */
static void forward(const float *x, int n)
{
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, H, D, 1, x, D, Wh, D, 0, Zh[0], ROW);
    for (int s = 0; s < n; s++) {
        float z[ROW];
        for (int h = 0; h < ROW; h++) {
            Zh[s][h] += bh[h];
            Ah[s][h] = Zh[s][h] > 0 ? Zh[s][h] : 0;
            z[h] = bo[h];
        }
        for (int h = 0; h < H; h++)
            for (int k = 0; k < ROW; k++)
                z[k] += Wo[h][k] * Ah[s][h];
        memcpy(Ao[s], z, sizeof z);
    }
}

/* Softmax of one row of Ao; returns log Σ exp z. */
static float softmax(float *z)
{
    float largest = z[0], sum = 0;
    for (int k = 1; k < ROW; k++)
        largest = z[k] > largest ? z[k] : largest;
    for (int k = 0; k < ROW; k++)
        sum += z[k] = expf(z[k] - largest);
    for (int k = 0; k < ROW; k++)
        z[k] *= 1 / sum;
    return largest + logf(sum);
}

/* dZh of n images and their share of dWo, dbo, dbh; returns the sum of their losses. */
static float backward(const uint32_t *sample, int n)
{
    float loss = 0;
    for (int s = 0; s < n; s++) {
        const uint8_t label = train_labels[sample[s]];
        const float z = Ao[s][label];
        loss += softmax(Ao[s]) - z;
        Ao[s][label] -= 1;
        float dAh[ROW] = {0};
        for (int k = 0; k < K; k++)
            for (int h = 0; h < ROW; h++)
                dAh[h] += WoT[k][h] * Ao[s][k];
        for (int h = 0; h < ROW; h++) {
            dZh[s][h] = Zh[s][h] > 0 ? dAh[h] : 0;
            dbh[h] += dZh[s][h];
            dbo[h] += Ao[s][h];
        }
        for (int h = 0; h < H; h++)
            for (int k = 0; k < ROW; k++)
                dWo[h][k] += Ah[s][h] * Ao[s][k];
    }
    return loss;
}

static void descend(float rate)
{
    for (int h = 0; h < H; h++)
        for (int k = 0; k < K; k++)
            WoT[k][h] = Wo[h][k] -= rate * dWo[h][k];
    for (int h = 0; h < H; h++)
        bh[h] -= rate * dbh[h];
    for (int k = 0; k < K; k++)
        bo[k] -= rate * dbo[k];
}

/* One step on the next m images; returns their loss. */
static float step(int m)
{
    const float rate = (m == 1 ? RATE_OF_ONE : RATE) / m;
    float loss = 0;
    if (position + m > TRAIN)
        position = 0;
    memset(dWo, 0, sizeof dWo);
    memset(dbo, 0, sizeof dbo);
    memset(dbh, 0, sizeof dbh);
    for (int first = 0; first < m; first += BLOCK) {
        const int n = m - first < BLOCK ? m - first : BLOCK;
        const float *x = gather(n);
        forward(x, n);
        loss += backward(order + position, n);
        if (m <= BLOCK)
            cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, H, D, n, -rate, dZh[0], ROW, x, D, 1, Wh, D);
        else
            cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, H, D, n, 1, dZh[0], ROW, x, D, first > 0,
                        dWh, D);
        position += n;
    }
    for (int i = 0; m > BLOCK && i < H * D; i++)
        Wh[i] -= rate * dWh[i];
    descend(rate);
    return loss / m;
}

/* The probabilities of m test images from `first` on, into output. */
static void predict(int first, int m)
{
    for (int done = 0; done < m; done += BLOCK) {
        const int n = m - done < BLOCK ? m - done : BLOCK;
        const size_t at = (size_t)(first + done) * D;
        if (bytes_kept)
            scale(X, test_bytes + at, (size_t)n * D);
        forward(bytes_kept ? X : test_floats + at, n);
        for (int s = 0; s < n; s++) {
            softmax(Ao[s]);
            memcpy(output + (done + s) * K, Ao[s], K * sizeof(float));
        }
    }
}

static float evaluate(void)
{
    int right = 0;
    for (int first = 0; first < TEST; first += BATCH_MAX) {
        predict(first, BATCH_MAX);
        for (int s = 0; s < BATCH_MAX; s++) {
            const float *a = output + s * K;
            int best = 0;
            for (int k = 1; k < K; k++)
                best = a[k] > a[best] ? k : best;
            right += best == test_labels[first + s];
        }
    }
    return (float)right / TEST;
}

static void train_times(int m, int n)
{
    while (n--)
        step(m);
}

static void predict_times(int m, int n)
{
    for (int next = 0; n--; next = next + 2 * m <= TEST ? next + m : 0)
        predict(next, m);
}

static void evaluate_times(int m, int n)
{
    while (n--)
        evaluate();
    (void)m;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* How often per second. */
static double frequency(void (*work)(int m, int n), int m, double seconds)
{
    const double start = now();
    double end = start;
    long done = 0;
    for (int n = 1; end - start < seconds; n *= end - start < seconds / 8 ? 2 : 1) {
        work(m, n);
        done += n;
        end = now();
    }
    return done / (end - start);
}

static void print_numbers(const float *number, int n)
{
    for (int i = 0; i < n; i++)
        printf("%c%.9g", i ? ',' : '[', number[i]);
    puts("]");
}

static void answer(const char *question, int m, double seconds)
{
    float losses[CHECKED];
    if (!strcmp(question, "losses")) {
        reset();
        for (int i = 0; i < CHECKED; i++)
            losses[i] = step(m);
        print_numbers(losses, CHECKED);
        reset();
    } else if (!strcmp(question, "probabilities")) {
        reset();
        predict(0, m);
        print_numbers(output + (m - 1) * K, K);
    } else if (!strcmp(question, "accuracy")) {
        reset();
        printf("%.9g\n", evaluate());
    } else if (!strcmp(question, "train")) {
        printf("%.9g\n", m * frequency(train_times, m, seconds));
    } else if (!strcmp(question, "predict")) {
        printf("%.9g\n", m * frequency(predict_times, m, seconds));
    } else if (!strcmp(question, "evaluate")) {
        printf("%.9g\n", 1e3 / frequency(evaluate_times, m, seconds));
    }
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "Usage: openblas floats|bytes FOLDER\n");
        return 1;
    }
    bytes_kept = !strcmp(argv[1], "bytes");
    folder = argv[2];
    train_bytes = read_input("train_images", (size_t)TRAIN * D);
    train_labels = read_input("train_labels", TRAIN);
    test_bytes = read_input("test_images", (size_t)TEST * D);
    test_labels = read_input("test_labels", TEST);
    order = read_input("order", TRAIN * sizeof *order);
    initial = read_input("weights", FLOATS_OF_NETWORK * sizeof *initial);
    if (!bytes_kept) {
        train_floats = scaled(train_bytes, (size_t)TRAIN * D);
        test_floats = scaled(test_bytes, (size_t)TEST * D);
    }
    reset();
    char question[32];
    int m;
    double seconds;
    while (scanf("%31s %d %lf", question, &m, &seconds) == 3)
        answer(question, m, seconds);
    return 0;
}
