/* INLINE: a function that is always inlined.
 *
 * Whatever is called for every pixel is one, for speed and for the bits: after each call, the baseline
 * compiler of JavaScriptCore (WebKitGTK 2.50, x86-64) sets the stack pointer to the top of its frame first
 * and to its bottom with the next instruction. A signal between the two, such as the engine sends to
 * suspend a thread, overwrites what lies more than 128 bytes below the top. With calls of least() and
 * most() in the loops over the pixels, five of 1,000 module instances drew a wrong pixel while their code
 * was being compiled; without them none of 13,000. */
#ifndef INLINE_H
#define INLINE_H

#define INLINE static inline __attribute__((always_inline))

#endif
