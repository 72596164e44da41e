// Bump allocation in chunks that grow with what is already held, so that a small job takes one chunk and a big one a few.
// Chunks come zeroed from the system and are zeroed again on reset; nothing is ever cleared twice. Knows nothing of what
// is kept in it.
#include "base/arena.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

struct ArenaChunk {
    ArenaChunk *older;
    size_t bytes; // with this head
};

enum { ALIGN = _Alignof(max_align_t), LINE = 64 };
enum { FIRST_CHUNK = 64 << 10, KEPT_MOST = 4 << 20, HEAD = (sizeof(ArenaChunk) + ALIGN - 1) / ALIGN * ALIGN };

// Under AddressSanitizer free space is poisoned, and a gap between pieces makes running over an end visible.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_WATCHED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_WATCHED 1
#endif
#ifdef ARENA_WATCHED
#include <sanitizer/asan_interface.h>
#define HIDE(from, bytes) __asan_poison_memory_region((from), (bytes))
#define SHOW(from, bytes) __asan_unpoison_memory_region((from), (bytes))
enum { GAP = ALIGN };
#else
#define HIDE(from, bytes) ((void)(from), (void)(bytes))
#define SHOW(from, bytes) ((void)(from), (void)(bytes))
enum { GAP = 0 };
#endif

static void chunk_add(Arena *arena, size_t room);
static _Noreturn void memory_ended(const Arena *arena);
static size_t slot_bytes(size_t bytes);

Arena arena_make(ArenaExhausted *exhausted, void *at) {
    return (Arena){.exhausted = exhausted, .exhausted_at = at};
}

static void chunks_give(ArenaChunk *chunk) {
    while (chunk) {
        ArenaChunk *older = chunk->older;
        SHOW(chunk, chunk->bytes);
        memory_give(chunk, chunk->bytes);
        chunk = older;
    }
}

void arena_free(Arena *arena) {
    chunks_give(arena->chunk);
    *arena = arena_make(arena->exhausted, arena->exhausted_at);
}

static bool chunk_take(Arena *arena, size_t bytes) {
    ArenaChunk *chunk = memory_take(bytes);
    if (!chunk) {
        return false;
    }
    *chunk = (ArenaChunk){.older = arena->chunk, .bytes = bytes};
    arena->chunk = chunk;
    arena->held_bytes += bytes;
    arena->next = (char *)chunk + HEAD;
    arena->end = (char *)chunk + bytes;
    HIDE(arena->next, bytes - HEAD);
    return true;
}

// Rounds of a loop want about as much memory each: one that took several chunks leaves one for the next, which then asks the
// system for nothing. An unusual amount is given back.
static void chunks_join(Arena *arena) {
    size_t held = arena->held_bytes;
    arena_free(arena);
    if (held <= KEPT_MOST) {
        (void)!chunk_take(arena, held); // if there is none, the next round takes what it needs
    }
}

void arena_reset(Arena *arena) {
    ArenaChunk *kept = arena->chunk;
    if (!kept) {
        return;
    }
    if (kept->older) {
        chunks_join(arena);
        return;
    }
    char *first = (char *)kept + HEAD;
    SHOW(first, kept->bytes - HEAD);
    memset(first, 0, (size_t)(arena->next - first));
    HIDE(first, kept->bytes - HEAD);
    arena->next = first;
}

void arena_reserve(Arena *arena, size_t bytes) {
    if (bytes > (size_t)(arena->end - arena->next)) chunk_add(arena, bytes);
}

Err arena_freeze(Arena *arena) {
    size_t used = arena->chunk ? (size_t)(arena->next - (char *)arena->chunk) : 0;
    Err err = ERR_OK;
    arena->next = arena->end; // what comes later comes into a chunk of its own
    for (ArenaChunk *chunk = arena->chunk; chunk && !err; chunk = chunk->older) {
        size_t bytes = chunk->bytes;
        SHOW(chunk, bytes);
        if (chunk == arena->chunk) chunk->bytes = used;
        err = memory_freeze(chunk, chunk->bytes, bytes);
    }
    return err;
}

Err arena_hide(Arena *arena) {
    Err err = ERR_OK;
    for (ArenaChunk *chunk = arena->chunk; chunk && !err; chunk = chunk->older) err = memory_hide(chunk, chunk->bytes);
    return err;
}

void *arena_alloc(Arena *arena, size_t bytes) {
    if (bytes > LIMIT_ARENA_BYTES) {
        memory_ended(arena);
    }
    // What wants whole cache lines (the state of a hash, and what holds one) has a size of whole lines.
    size_t slot = slot_bytes(bytes), line = bytes > 0 && bytes % LINE == 0 ? LINE : ALIGN;
    if (slot + line - ALIGN > (size_t)(arena->end - arena->next)) {
        chunk_add(arena, slot + line - ALIGN);
    }
    char *piece = arena->next + (-(uintptr_t)arena->next & (line - 1));
    arena->next = piece + slot;
    SHOW(piece, bytes);
    return piece;
}

void *arena_array(Arena *arena, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        memory_ended(arena);
    }
    return arena_alloc(arena, bytes);
}

void *arena_grow(Arena *arena, void *old, size_t old_count, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > LIMIT_ARENA_BYTES) {
        memory_ended(arena);
    }
    size_t kept = (old_count < count ? old_count : count) * size;
    // The newest piece grows in place: the usual case of a list that is filled alone.
    if (old && kept > 0 && (char *)old + slot_bytes(kept) == arena->next &&
        slot_bytes(bytes) - slot_bytes(kept) <= (size_t)(arena->end - arena->next)) {
        SHOW(old, bytes);
        memset((char *)old + kept, 0,
               slot_bytes(kept) - GAP - kept < bytes - kept ? slot_bytes(kept) - GAP - kept : bytes - kept);
        arena->next = (char *)old + slot_bytes(bytes);
        return old;
    }
    void *piece = arena_alloc(arena, bytes);
    if (old && kept > 0) {
        memcpy(piece, old, kept);
    }
    return piece;
}

static size_t slot_bytes(size_t bytes) {
    return (bytes ? (bytes + ALIGN - 1) / ALIGN * ALIGN : ALIGN) + GAP;
}

static void chunk_add(Arena *arena, size_t room) {
    size_t left = LIMIT_ARENA_BYTES - arena->held_bytes;
    size_t need = HEAD + room;
    size_t take = arena->held_bytes > FIRST_CHUNK ? arena->held_bytes : FIRST_CHUNK;
    if (need > left) {
        memory_ended(arena);
    }
    if (take < need) {
        take = need;
    }
    if (take > left) {
        take = left;
    }
    if (!chunk_take(arena, take)) {
        memory_ended(arena);
    }
}

static void tell(Str s) {
    // There is nobody left to tell if this fails, too.
    ssize_t written = write(STDERR_FILENO, s.ptr, s.len);
    (void)written;
}

static _Noreturn void memory_ended(const Arena *arena) {
    if (arena->exhausted) {
        arena->exhausted(arena->exhausted_at);
    }
    tell(STR("todoke: "));
    tell(word(LANG_EN, MSG_SYS_OUT_OF_MEMORY));
    tell(STR(" / "));
    tell(word(LANG_JA, MSG_SYS_OUT_OF_MEMORY));
    tell(STR("\n"));
    _exit(2);
}
