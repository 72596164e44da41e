// Files that are built into the program, sorted by path: the pack, and what pages look like. Made by tools/mkembed.c into
// build/gen. Who reads a pack need not know whether it came from here or from a disk.
#pragma once

#include <stddef.h>

typedef struct EmbeddedFile {
    const char *path; // relative to the folder, such as "duties/appi.duty"
    const unsigned char *bytes;
    size_t length;
    const char *tag; // another one whenever a byte has changed: 16 hexadecimal digits
} EmbeddedFile;

extern const EmbeddedFile embedded_pack[]; // packs/jp
extern const size_t embedded_pack_count;
extern const EmbeddedFile embedded_assets[]; // assets
extern const size_t embedded_assets_count;
