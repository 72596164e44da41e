// Names to small numbers: a table twice as large as its content at least, probed step by step.
#include "base/map.h"

static uint32_t name_hash(Str key) {
    uint64_t hash = 0xcbf29ce484222325u; // FNV-1a, then mixed: the table looks at the low bits
    for (size_t i = 0; i < key.len; i++) {
        hash = (hash ^ (unsigned char)key.ptr[i]) * 0x100000001b3u;
    }
    hash ^= hash >> 32;
    hash *= 0x9e3779b97f4a7c15u;
    return (uint32_t)(hash >> 32);
}

// The slot that holds `key`, or the empty one where it belongs.
static MapSlot *slot_of(const Map *map, Str key, uint32_t hash) {
    uint32_t at = hash & map->mask;
    while (map->slots[at].key.ptr && !(map->slots[at].hash == hash && str_eq(map->slots[at].key, key))) {
        at = (at + 1) & map->mask;
    }
    return &map->slots[at];
}

Map map_make(Arena *arena) {
    return (Map){.arena = arena};
}

static void map_widen(Map *map) {
    Map wide = {.arena = map->arena, .count = map->count, .mask = map->slots ? map->mask * 2 + 1 : 15};
    wide.slots = NEW_ARRAY(map->arena, MapSlot, (size_t)wide.mask + 1);
    for (uint32_t i = 0; map->slots && i <= map->mask; i++) {
        if (map->slots[i].key.ptr) {
            *slot_of(&wide, map->slots[i].key, map->slots[i].hash) = map->slots[i];
        }
    }
    *map = wide;
}

int map_put(Map *map, Str key, int value) {
    if (!map->slots || map->count * 2 > map->mask) {
        map_widen(map);
    }
    uint32_t hash = name_hash(key);
    MapSlot *slot = slot_of(map, key, hash);
    if (!slot->key.ptr) {
        *slot = (MapSlot){.key = key.ptr ? key : STR(""), .hash = hash, .value = value};
        map->count++;
    }
    return slot->value;
}

int map_get(const Map *map, Str key) {
    if (!map->slots) {
        return -1;
    }
    const MapSlot *slot = slot_of(map, key, name_hash(key));
    return slot->key.ptr ? slot->value : -1;
}
