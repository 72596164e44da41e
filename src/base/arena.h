// Memory that lives exactly as long as the work it serves: one arena per command, request or compiled pack, released in
// one call. Allocation never returns NULL: when the arena is exhausted it calls its `exhausted` hook, which does not return.
#pragma once

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

typedef struct ArenaChunk ArenaChunk;
// Called when memory ends; must not return.
typedef void ArenaExhausted(void *at);

typedef struct Arena {
    ArenaChunk *chunk; // newest first
    char *next, *end;  // free space in the newest chunk
    size_t held_bytes; // taken from the system
    ArenaExhausted *exhausted;
    void *exhausted_at;
} Arena;

// An arena without memory yet. `exhausted` may be NULL: then the process prints one line and exits with 2.
Arena arena_make(ArenaExhausted *exhausted, void *at);
void arena_free(Arena *arena);
// Forget everything but keep one chunk for the next round of a loop, as large as all that were held unless that was much.
void arena_reset(Arena *arena);
// Room for so much in one piece, before anything is put there.
void arena_reserve(Arena *arena, size_t bytes);
// What is in it now is only read from here on, by this process and by all children that it makes, who share it at no cost.
MUST_CHECK Err arena_freeze(Arena *arena);
// What is in it now is not for the children that are made from here on: they do not have it.
MUST_CHECK Err arena_hide(Arena *arena);

// Zeroed memory, aligned for any type.
void *arena_alloc(Arena *arena, size_t bytes) __attribute__((malloc, returns_nonnull));
void *arena_array(Arena *arena, size_t count, size_t size) __attribute__((malloc, returns_nonnull));
// A zeroed copy of `old` with room for `count` items (old items kept). `old` may be NULL.
void *arena_grow(Arena *arena, void *old, size_t old_count, size_t count, size_t size) __attribute__((returns_nonnull));

#define NEW(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))
#define NEW_ARRAY(arena, Type, count) ((Type *)arena_array((arena), (count), sizeof(Type)))
// Append to a growing array kept as (items, count, room).
#define PUSH(arena, list, value)                                                                                               \
    do {                                                                                                                       \
        if ((list).count == (list).room) {                                                                                     \
            (list).room = (list).room ? (list).room * 2 : 8;                                                                   \
            (list).items = arena_grow((arena), (list).items, (list).count, (list).room, sizeof *(list).items);                 \
        }                                                                                                                      \
        (list).items[(list).count++] = (value);                                                                                \
    } while (0)
