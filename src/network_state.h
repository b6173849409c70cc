/* What a network keeps, for the files that implement it; others see network.h. */
#ifndef NETWORK_STATE_H
#define NETWORK_STATE_H

#include "network.h"

/* Bytes. A vector that lies across two cache lines takes twice as long to load. */
enum { CACHE_LINE = 64 };

struct network {
    uint32_t H, seed;
    uint32_t panels; /* of PANEL hidden units */
    uint32_t stride; /* panels PANEL: floats from sample to sample in Zh, Ah, dZh */
    uint32_t count;  /* floats in all parameters, with padding */
    struct parameters theta, dtheta;
    float *WoT;                 /* (panels, PANEL, PANEL): W_oᵀ, panel by panel */
    float *Zh, *Ah, *dAh, *dZh; /* (CHUNK, stride); dAh and dZh are one array: dZ_h takes the place of dA_h */
    float *Zo, *Ao, *dZo;       /* (CHUNK, PANEL); Ao and dZo are one array: dZ_o takes the place of A_o */
    float max[CHUNK], sum[CHUNK];
    uint16_t rows[H_MAX]; /* 0, PANEL, 2 PANEL, …: all rows of a panel, for products with dense vectors */
    struct chunk chunk;
    _Alignas(CACHE_LINE) float floats[]; /* all arrays that the pointers above point to */
};

#endif
