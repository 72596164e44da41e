// Small pieces are kept for the next one who asks, large ones go back to the system at once.
#include "net/pool.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

enum { KEPT_PIECE_MOST = 64 << 10, KEPT_MOST = 4 << 20 };

struct PoolPiece {
    PoolPiece *next;
};

Pool pool_make(size_t most) {
    return (Pool){.most = most};
}

void pool_free(Pool *pool) {
    assert(pool->used == 0);
    for (size_t class = 0; class < POOL_CLASSES; class ++) {
        while (pool->free[class]) {
            PoolPiece *piece = pool->free[class];
            pool->free[class] = piece->next;
            memory_give(piece, (size_t)POOL_SMALLEST << class);
        }
    }
}

static size_t class_of(size_t bytes) {
    size_t class = 0;
    while (class < POOL_CLASSES && (size_t)POOL_SMALLEST << class < bytes) {
        class ++;
    }
    return class;
}

void *pool_take(Pool *pool, size_t bytes, size_t *room) {
    size_t class = class_of(bytes), size = (size_t)POOL_SMALLEST << class;
    if (class == POOL_CLASSES || size > pool->most - pool->used) {
        return NULL;
    }
    void *piece = pool->free[class];
    if (piece) {
        pool->free[class] = pool->free[class]->next;
        pool->kept -= size;
    } else {
        piece = memory_take(size);
    }
    if (piece) {
        pool->used += size;
        *room = size;
    }
    return piece;
}

void pool_give(Pool *pool, void *piece, size_t room) {
    if (!piece) {
        return;
    }
    pool->used -= room;
    if (room > KEPT_PIECE_MOST || pool->kept + room > KEPT_MOST) {
        memory_give(piece, room);
        return;
    }
    PoolPiece *head = piece;
    head->next = pool->free[class_of(room)];
    pool->free[class_of(room)] = head;
    pool->kept += room;
}

void *pool_grow(Pool *pool, void *piece, size_t len, size_t bytes, size_t *room) {
    size_t wider;
    void *grown = pool_take(pool, bytes, &wider);
    if (!grown) {
        return NULL;
    }
    if (len > 0) {
        memcpy(grown, piece, len);
    }
    pool_give(pool, piece, *room);
    *room = wider;
    return grown;
}
