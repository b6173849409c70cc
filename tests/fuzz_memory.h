/* Included before every source of the fuzzer: memory runs out when the fuzzer wants it to. */
#ifndef FUZZ_MEMORY_H
#define FUZZ_MEMORY_H

#include <stdlib.h>

void *fuzz_malloc(size_t size);
void *fuzz_calloc(size_t count, size_t size);
void *fuzz_realloc(void *block, size_t size);

#define malloc fuzz_malloc
#define calloc fuzz_calloc
#define realloc fuzz_realloc

#endif
