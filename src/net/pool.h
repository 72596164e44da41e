// Buffers of a server: powers of two, taken and given back one by one, all of them together under one ceiling. For what belongs
// to connections, whose lives overlap; everything else lives in an arena.
#pragma once

#include <stddef.h>

enum { POOL_SMALLEST = 4 << 10, POOL_CLASSES = 20 };

typedef struct PoolPiece PoolPiece;

typedef struct Pool {
    size_t most, used, kept; // bytes: ceiling, given out, at hand
    PoolPiece *free[POOL_CLASSES];
} Pool;

Pool pool_make(size_t most);
void pool_free(Pool *pool); // all pieces must have been given back
// At least `bytes`, not zeroed; *room says how many. NULL when the ceiling is reached or the system has none.
void *pool_take(Pool *pool, size_t bytes, size_t *room);
void pool_give(Pool *pool, void *piece, size_t room);
// A larger piece with the first `len` bytes of the old one, which is given back; NULL: the old one is as it was.
void *pool_grow(Pool *pool, void *piece, size_t len, size_t bytes, size_t *room);
