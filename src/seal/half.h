// The two halves of the key of one view of a report: half a for each window that has the view, half b for the keeper. Either
// alone is random bytes. The keeper's half says what it belongs to, so that the keeper need not believe whoever brings it.
#pragma once

#include "base/ident.h"
#include "seal/box.h"
#include "seal/stream.h"

enum { HALF_WINDOWS_MOST = 64 };

typedef struct WindowHalf {
    unsigned char bytes[32];
} WindowHalf;

typedef struct KeeperHalf {
    unsigned char bytes[32];
    Id report;
    unsigned view;
    Hash header;                    // of the filing
    ReplyPublic reply;              // stands in the box too: the keeper seals to it the notice that the report was opened,
    Name mailbox;                   // which goes to this mailbox; nobody who brings the box can send the notice elsewhere
    Str windows[HALF_WINDOWS_MOST]; // chosen for this view by the person who reported, sorted; in the arena
    size_t window_count;
} KeeperHalf;

typedef struct HalfPair {
    WindowHalf a;
    unsigned char b[32];
} HalfPair;

// key = a XOR b; a at random.
void half_split(const StreamKey *key, SealRandom random, HalfPair *out);
StreamKey half_join(const WindowHalf *a, const unsigned char b[32]);

// What a window's half is bound to.
typedef struct HalfPlace {
    Id report;
    Hash header;
    unsigned view;
    Str window;
    uint32_t epoch;
} HalfPlace;

// Also when a window is added later: whoever has half a seals it anew, to the added window's place.
MUST_CHECK Err half_seal_window(ByteWriter *out, const HalfPlace *place, WindowPublic to, const WindowHalf *half,
                                SealRandom random);
MUST_CHECK Err half_open_window(const HalfPlace *place, const WindowPair *pair, Bytes box, WindowHalf *out);

MUST_CHECK Err half_seal_keeper(ByteWriter *out, KeeperPublic to, const KeeperHalf *half, SealRandom random);
// Report and view as asked for; the rest is what the box says. Also to seal it again for the keeper's next epoch.
MUST_CHECK Err half_open_keeper(Arena *arena, const KeeperPair *pair, Id report, unsigned view, Bytes box, KeeperHalf *out);
void half_wipe(KeeperHalf *half);
