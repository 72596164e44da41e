// One pass over the leaves, one over the entries. The tree is computed from the leaves alone; what the files say of it is only
// compared.
#include "store/ledger_audit.h"
#include "base/sys.h"

#include <fcntl.h>
#include <unistd.h>

enum { CHUNK = 1024 };

typedef struct Audit {
    Arena *arena;
    const char *folder;
    LedgerTree tree;
    NoteKey key;
    LedgerAudit result;
    MerkleHash leaves[CHUNK], nodes[2 * CHUNK + MERKLE_PATH_MAX];
} Audit;

static bool found(Audit *audit, LedgerVerdict verdict, uint64_t leaf) {
    audit->result.verdict = verdict;
    audit->result.leaf = leaf;
    return verdict == AUDIT_SOUND;
}

// What the system would not give says nothing about the ledger.
static bool missed(Audit *audit, Err err, LedgerVerdict verdict, uint64_t leaf) {
    return found(audit, err == ERR_IO ? AUDIT_UNREADABLE : verdict, leaf);
}

// Leaves [from, from + count) against the nodes that were kept for them.
static bool audit_chunk(Audit *audit, MerklePeaks *peaks, uint64_t count) {
    uint64_t from = peaks->size, first = merkle_node_count(from), nodes = merkle_node_count(from + count) - first;
    for (uint64_t i = 0; i < count; i++) {
        Err err = ledger_tree_leaf(&audit->tree, from + i, &audit->leaves[i]);
        if (err) return missed(audit, err, AUDIT_LEAF_GONE, from + i);
    }
    Err kept = ledger_read_at(audit->tree.nodes, first * MERKLE_HASH_BYTES, audit->nodes, nodes * MERKLE_HASH_BYTES);
    uint64_t at = 0;
    for (uint64_t i = 0; i < count; i++) {
        MerkleHash added[MERKLE_PATH_MAX];
        uint32_t more = merkle_add(peaks, merkle_leaf(audit->leaves[i].bytes, MERKLE_HASH_BYTES), added);
        if (kept || memcmp(added, audit->nodes + at, more * sizeof *added) != 0)
            return missed(audit, kept, AUDIT_LEAF_WRONG, from + i);
        at += more;
    }
    return true;
}

static bool audit_tree(Audit *audit) {
    const Checkpoint *checkpoint = &audit->tree.checkpoint;
    MerklePeaks peaks = {0};
    audit->result.size = checkpoint->size;
    while (peaks.size < checkpoint->size) {
        uint64_t left = checkpoint->size - peaks.size;
        if (!audit_chunk(audit, &peaks, left < CHUNK ? left : CHUNK)) return false;
    }
    MerkleHash head = merkle_head(&peaks);
    return merkle_same(&head, &checkpoint->head) || found(audit, AUDIT_HEAD_WRONG, 0);
}

// Where the file of entries is there, it has an entry for every signed leaf. What comes behind may still be on its way.
static bool audit_entries(Audit *audit) {
    const char *path = str_c(audit->arena, str_format(audit->arena, "%s/entries", audit->folder));
    if (sys_is_missing(path)) return true;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0) return found(audit, AUDIT_UNREADABLE, 0);
    LedgerReader reader = ledger_reader(audit->arena, file);
    LedgerEntry entry;
    MerkleHash leaf;
    bool good = true;
    for (uint64_t i = 0; good && i < audit->result.size; i++, audit->result.entries = i) {
        LedgerNext next = ledger_read_entry(&reader, &entry);
        Err err = next == LEDGER_ENTRY ? ledger_tree_leaf(&audit->tree, i, &leaf) : ERR_OK;
        if (next != LEDGER_ENTRY)
            good = found(audit, next == LEDGER_UNREADABLE ? AUDIT_UNREADABLE : AUDIT_ENTRY_GONE, i);
        else if (err || !merkle_same(&leaf, &entry.commitment))
            good = missed(audit, err, AUDIT_ENTRY_WRONG, i);
    }
    close(file);
    return good;
}

static bool audit_signature(Audit *audit, const NoteKey *key) {
    audit->key = key ? *key : audit->tree.key;
    const Checkpoint *checkpoint = &audit->tree.checkpoint;
    bool own = audit->tree.checkpoint_text.len && str_eq(checkpoint->origin, audit->key.name) &&
               note_trust(&checkpoint->note, &audit->key, NULL) == NOTE_SIGNED;
    return own || found(audit, AUDIT_UNSIGNED, 0);
}

static bool audit_folder(Audit *audit, const NoteKey *key) {
    if (ledger_tree_open(audit->arena, audit->folder, &audit->tree) != ERR_OK) return found(audit, AUDIT_UNREADABLE, 0);
    return audit_signature(audit, key) && audit_tree(audit) && audit_entries(audit);
}

static bool audit_cosigned(Audit *audit, const NoteKey *witness) {
    Str text;
    Checkpoint cosigned;
    MerklePath path;
    const char *name = str_c(audit->arena, str_format(audit->arena, "%s/cosigned", audit->folder));
    Err err = sys_is_missing(name) ? ERR_INPUT : sys_read_file(audit->arena, name, CHECKPOINT_BYTES_MAX, &text);
    if (err) return missed(audit, err, AUDIT_COSIGNATURE, 0);
    bool trusted = checkpoint_read(text, &cosigned) == ERR_OK && str_eq(cosigned.origin, audit->key.name) &&
                   note_trust(&cosigned.note, &audit->key, NULL) == NOTE_SIGNED &&
                   note_trust(&cosigned.note, witness, &audit->result.cosigned_at) == NOTE_SIGNED;
    if (!trusted) return found(audit, AUDIT_COSIGNATURE, 0);
    audit->result.cosigned = cosigned.size;
    MerkleNodes nodes = ledger_tree_nodes(&audit->tree);
    const Checkpoint *now = &audit->tree.checkpoint;
    err = merkle_consistency(&nodes, cosigned.size, now->size, &path);
    bool grown = !err && merkle_continues(&path, cosigned.size, &cosigned.head, now->size, &now->head);
    return grown || missed(audit, err, AUDIT_NOT_GROWN, cosigned.size);
}

LedgerAudit ledger_audit(Arena *arena, const char *folder, const NoteKey *key, const NoteKey *witness) {
    Audit *audit = NEW(arena, Audit);
    *audit = (Audit){.arena = arena, .folder = folder, .tree = {.leaves = -1, .nodes = -1}};
    bool sound = audit_folder(audit, key);
    if (sound && witness) sound = audit_cosigned(audit, witness);
    ledger_tree_close(&audit->tree);
    return audit->result;
}
