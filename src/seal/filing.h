// A filing: one report, sealed. A clear head (ids, windows, epochs, what the office must know to handle it) and sealed parts.
// The report has one or more views: view 0 is everything and belongs to the person who reported; further views leave out what
// is withheld from some windows. docs/formats.md says every byte.
//
//   filing = core, halves       core: what the vault keeps     halves: what the keeper alone opens, kept and destroyed apart
//   core   = u8 version 1, u32 length of what follows of the core, hash of the halves, header, views, window parts, copies,
//            letters, evidence
//   object hash = BLAKE2b(DOMAIN_OBJECT, core): covers the halves by their hash; what a proof of filing is about
#pragma once

#include "base/clock.h"
#include "seal/half.h"

enum {
    FILING_WINDOWS_MOST = HALF_WINDOWS_MOST,
    FILING_VIEWS_MOST = 16,
    FILING_FORMS_MOST = 64,
    FILING_CLOCKS_MOST = 256,
    FILING_LETTERS_MOST = 128,
    FILING_EVIDENCE_MOST = 64,
    FILING_BYTES_MOST = 64 << 20,
};

// What is opened and what may be shared are types of their own: a function that shares takes a ShareView and cannot be given a
// report.
typedef struct ReportBody {
    Bytes json;
} ReportBody;
typedef struct ShareView {
    Bytes json;
} ShareView;
typedef struct Triage {
    Bytes json;
} Triage;
typedef struct Card {
    Bytes json;
} Card;
typedef struct StatisticsCodes {
    Bytes json;
} StatisticsCodes;

typedef struct FilingWindow {
    Str id;
    uint32_t epoch;
    unsigned view;
} FilingWindow;

typedef struct FilingClock {
    unsigned window; // index
    Str stage;
    Moment due;
} FilingClock;

typedef struct FilingEvidence {
    Id id;
    unsigned size_class;
    Hash sealed; // evidence_hash of the sealed bytes
} FilingEvidence;

// All that stands in the clear. Names are visible ASCII of 1 to 64 characters.
typedef struct FilingHead {
    Id report, office;
    Hash key_list;
    Str pack, pack_version;
    unsigned char pack_hash[16];
    Str *forms; // sorted
    size_t form_count;
    FilingWindow *windows; // sorted by id; may be none
    size_t window_count;
    FilingClock *clocks; // sorted by window, due, stage
    size_t clock_count;
    unsigned view_count, size_class;
    uint32_t keeper_epoch;
    ReplyPublic reply;
    Name mailbox;
} FilingHead;

// What is to be sealed. `head.size_class` need not be set: filing_seal takes the class of the longest view.
typedef struct FilingDraft {
    FilingHead head;
    const ReportBody *views;     // head.view_count of them
    const WindowPublic *windows; // in the order of head.windows
    const Triage *triage;        // one for each window
    const Card *cards;           // one for each window; empty where the person did not ask to be called
    KeeperPublic keeper;
    StatisticsPublic statistics_to;
    uint32_t statistics_epoch;
    StatisticsCodes statistics;
    const ShareView *share; // NULL: nothing is shared
    AnalystPublic share_to;
    uint32_t share_epoch;
    const Bytes *letters; // sealed (letter.h)
    size_t letter_count;
    const FilingEvidence *evidence; // sorted by id
    size_t evidence_count;
} FilingDraft;

// ERR_INPUT: a rule of the format is broken, or a key is none. ERR_TOO_BIG: over a ceiling.
MUST_CHECK Err filing_seal(Arena *arena, const FilingDraft *draft, SealRandom random, Bytes *out);

// A statistics envelope or a share view, as it leaves the report behind: bound to the office alone.
typedef struct FilingCopy {
    uint32_t epoch;
    Bytes box;
} FilingCopy;

// One filing, read: parts lie in the source.
typedef struct Filing {
    FilingHead head;
    Bytes core, halves;  // halves: empty when only the core was read
    Hash header, object; // hashes
    Bytes views[FILING_VIEWS_MOST];
    Bytes keeper_boxes[FILING_VIEWS_MOST]; // in the halves
    struct FilingWindowParts {
        Bytes half, triage, card;
    } * windows;
    FilingCopy statistics, share; // share.box empty: nothing is shared
    Bytes mailbox_copy;
    Bytes *letters;
    size_t letter_count;
    FilingEvidence *evidence;
    size_t evidence_count;
} Filing;

// The two parts of a filing and the object hash, without reading what is in them: all that the spool needs. ERR_INPUT: it is
// none.
MUST_CHECK Err filing_split(Bytes filing, Bytes *core, Bytes *halves, Hash *object);
// Strict: ERR_INPUT for anything that filing_seal would not have written. Nothing is opened.
MUST_CHECK Err filing_read(Arena *arena, Bytes filing, Filing *out);
MUST_CHECK Err filing_read_core(Arena *arena, Bytes core, Filing *out);

// The window's half of its view. ERR_SEALED as always.
MUST_CHECK Err filing_open_half(const Filing *filing, unsigned window, const WindowPair *pair, WindowHalf *out);
MUST_CHECK Err filing_open_view(Arena *arena, const Filing *filing, unsigned view, const StreamKey *key, ReportBody *out);
MUST_CHECK Err filing_open_triage(Arena *arena, const Filing *filing, unsigned window, const WindowPair *pair, Triage *out);
MUST_CHECK Err filing_open_card(Arena *arena, const Filing *filing, unsigned window, const WindowPair *pair, Card *out);
// The key of view 0, by the person who reported.
MUST_CHECK Err filing_open_copy(const Filing *filing, const ReplyPair *pair, StreamKey *out);
MUST_CHECK Err filing_open_statistics(Arena *arena, Id office, FilingCopy copy, const StatisticsPair *pair,
                                      StatisticsCodes *out);
MUST_CHECK Err filing_open_share(Arena *arena, Id office, FilingCopy copy, const AnalystPair *pair, ShareView *out);
