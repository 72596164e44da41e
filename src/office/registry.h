// The office's register: what becomes of a filing once the spool has it. It is written in two strokes. `registry_spread` puts
// what leaves the report into the other rooms: the halves, letters, statistics, the share view. `registry_enter` writes the
// report and how far its source has been read, in one transaction of the vault. Either may be done again with the same filings:
// nothing is doubled, whatever was killed in between. Nothing is opened here.
#pragma once

#include "seal/filing.h"
#include "store/room.h"
#include "store/shelf.h"

enum { REGISTRY_ROW_MOST = 256 << 10 }; // a longer core lies on the shelf

typedef struct Registry {
    Id office;
    Room *vault, *halves, *outbox, *public, *share;
    Shelf shelf; // DATA/vault/large: cores and evidence
    Shelf aside; // DATA/vault/aside: what was no filing of this office
} Registry;

// One thing that came, read; its parts lie in the source.
typedef struct Entry {
    Filing filing;
    Moment accepted;
} Entry;

// How far a source has been read: a place in a file, and which file or entry that is.
typedef struct RegistryPlace {
    int64_t segment, bytes;
} RegistryPlace;

// DATA is there, with a folder for each room. ERR_IO: `fault` says which room did not open, and room_fault why.
MUST_CHECK Err registry_open(Arena *arena, Str data, Id office, Registry *out, Room **fault);
void registry_close(Registry *registry);

// Zeros where nothing was read yet. Sources: "spool", "notices".
MUST_CHECK Err registry_place(Registry *registry, Arena *scratch, Str source, RegistryPlace *out);
// ERR_INPUT: no filing. ERR_REFUSED: of another office.
MUST_CHECK Err registry_read(const Registry *registry, Arena *arena, Bytes blob, Moment accepted, Entry *out);
// ERR_REFUSED: a row that the schema does not allow, so that nothing was written; ask one by one to find which.
MUST_CHECK Err registry_spread(Registry *registry, Arena *scratch, const Entry *entries, size_t count);
// `source` empty: no place is moved. ERR_REFUSED as above, or another report of that id is there.
MUST_CHECK Err registry_enter(Registry *registry, Arena *scratch, const Entry *entries, size_t count, Str source,
                              RegistryPlace place);
// Keeps what is no filing of this office, for a person to look at.
MUST_CHECK Err registry_set_aside(Registry *registry, Arena *scratch, RegistryPlace place, Bytes blob);
