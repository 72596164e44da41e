// Names to small numbers: built once, then read only. Open addressing, keys kept by reference.
#pragma once

#include "base/str.h"

typedef struct MapSlot {
    Str key;
    uint32_t hash;
    int32_t value;
} MapSlot;

typedef struct Map {
    Arena *arena;
    MapSlot *slots;
    uint32_t count, mask;
} Map;

Map map_make(Arena *arena);
// Keeps the first value of a key: returns the value now stored.
int map_put(Map *map, Str key, int value);
int map_get(const Map *map, Str key); // -1 if absent
