// `todoke ledger witness`: cosigns the newest checkpoint of a ledger, or of a copy of its public files, if and only if its tree
// continues the last one that this witness has cosigned. Key and memory of the witness lie in a folder of its own, on its own
// machine. It never begins without a memory unless it is told that this is the first time.
#include "base/code.h"
#include "base/entropy.h"
#include "base/sys.h"
#include "cli/ledger.h"
#include "seal/key.h"
#include "store/ledger_read.h"
#include "store/witness.h"

enum { KEY_FILE_MAX = 512 };

static const Str nothing = {0};
static const Str key_title = {"todoke.witness.key.1", 20};

typedef struct Witness {
    NoteKey key;
    SignSecret secret;
    WitnessState state;
} Witness;

static const char *inside(Session *session, const char *name) {
    return str_c(session->arena, str_format(session->arena, "%s/%s", session->values[OPTION_STATE], name));
}

static bool refuse(Session *session, Msg msg, Str a, Str b) {
    session_say(session, msg, a, b);
    return false;
}

static void take_grain(Witness *witness, Str name, Grain *grain) {
    LedgerPair pair = key_ledger(grain);
    witness->key = (NoteKey){.kind = NOTE_COSIGNATURE, .name = name};
    memcpy(witness->key.key, pair.public.sign.bytes, NOTE_KEY_BYTES);
    witness->secret = pair.secret.sign;
    grain_wipe(grain);
}

// The key's file: a title, the name, the secret in hex.
static bool read_key(Session *session, const char *path, Witness *witness) {
    Str text, title, name, hex, rest;
    Grain grain;
    if (sys_read_file(session->arena, path, KEY_FILE_MAX, &text) != ERR_OK)
        return refuse(session, MSG_LEDGER_NO_FILE, str_from(path), nothing);
    bool lines = str_cut(text, '\n', &title, &rest) && str_cut(rest, '\n', &name, &rest) && str_cut(rest, '\n', &hex, &rest);
    bool good = lines && str_eq(title, key_title) && note_name_is_valid(name) && !rest.len &&
                code_hex_read(hex, grain.bytes, sizeof grain.bytes) == ERR_OK;
    if (!good) return refuse(session, MSG_LEDGER_BAD_FILE, str_from(path), nothing);
    take_grain(witness, name, &grain);
    return true;
}

static bool make_key(Session *session, const char *path, Witness *witness) {
    Str name = str_from(session->values[OPTION_NAME]);
    Grain grain;
    if (!note_name_is_valid(name)) return refuse(session, MSG_LEDGER_NAME_NEEDED, nothing, nothing);
    if (entropy_open() != ERR_OK || sys_make_folder(session->values[OPTION_STATE]) != ERR_OK)
        return refuse(session, MSG_LEDGER_NOT_KEPT, str_from(path), nothing);
    grain = grain_make((SealRandom){entropy_fill, NULL});
    Str text = str_format(session->arena, "%.*s\n%.*s\n%.*s\n", STR_ARG(key_title), STR_ARG(name),
                          STR_ARG(code_hex(session->arena, BYTES_OF(grain.bytes))));
    take_grain(witness, name, &grain);
    return witness_keep_key(path, text) == ERR_OK || refuse(session, MSG_LEDGER_NOT_KEPT, str_from(path), nothing);
}

// The first time there must be no memory, every other time there must be one.
static bool open_witness(Session *session, Witness *witness) {
    const char *key = inside(session, "key"), *state = inside(session, "state");
    bool first = session_has(session, OPTION_FIRST);
    if (first ? !sys_is_missing(state) : sys_is_missing(state))
        return refuse(session, first ? MSG_LEDGER_NOT_FIRST : MSG_LEDGER_NO_MEMORY, str_from(state), nothing);
    if (!(first && sys_is_missing(key) ? make_key(session, key, witness) : read_key(session, key, witness))) return false;
    Err err = witness_open(session->arena, state, &witness->state);
    if (err) return refuse(session, MSG_LEDGER_BAD_FILE, str_from(state), nothing);
    return witness->state.is_new == first || refuse(session, MSG_LEDGER_NO_MEMORY, str_from(state), nothing);
}

// The ledger's key: remembered; the first time the one that is given, or the one it publishes.
static bool choose_key(Session *session, const Witness *witness, const LedgerTree *tree, NoteKey *out) {
    bool given;
    *out = witness->state.is_new ? tree->key : witness->state.ledger;
    return !witness->state.is_new || ledger_key_option(session, OPTION_TRUST, NOTE_SIGNATURE, out, &given);
}

static bool has_grown(Session *session, const Witness *witness, LedgerTree *tree) {
    const Checkpoint *last = &witness->state.last, *now = &tree->checkpoint;
    MerklePath path;
    MerkleNodes nodes = ledger_tree_nodes(tree);
    Str was = str_format(session->arena, "%llu", (unsigned long long)last->size);
    Str is = str_format(session->arena, "%llu", (unsigned long long)now->size);
    if (witness->state.is_new) return true;
    if (now->size < last->size) return refuse(session, MSG_LEDGER_SHRUNK, was, is);
    bool proven = merkle_consistency(&nodes, last->size, now->size, &path) == ERR_OK &&
                  merkle_continues(&path, last->size, &last->head, now->size, &now->head);
    return proven || refuse(session, MSG_LEDGER_SPLIT, was, is);
}

static int cosign(Session *session, Witness *witness, LedgerTree *tree) {
    NoteKey ledger;
    const Checkpoint *now = &tree->checkpoint;
    if (!choose_key(session, witness, tree, &ledger)) return EXIT_BAD;
    bool own =
        tree->checkpoint_text.len && str_eq(now->origin, ledger.name) && note_trust(&now->note, &ledger, NULL) == NOTE_SIGNED;
    if (!own) {
        session_say(session, MSG_LEDGER_UNSIGNED, nothing, nothing);
        return EXIT_NO;
    }
    if (!has_grown(session, witness, tree)) return EXIT_NO;
    // Remembered before anybody can see the cosignature.
    if (witness_keep(session->arena, &witness->state, &ledger, tree->checkpoint_text) != ERR_OK) {
        session_say(session, MSG_LEDGER_NOT_KEPT, str_from(witness->state.path), nothing);
        return EXIT_BAD;
    }
    buf_put(&session->out, tree->checkpoint_text);
    note_sign(&session->out, now->note.text, &witness->key, witness->secret.bytes, (uint64_t)(session->at / 1000000));
    if (session_has(session, OPTION_FIRST)) {
        Buf key = buf_make(session->arena, KEY_FILE_MAX);
        note_key_print(&key, &witness->key);
        session_say(session, MSG_LEDGER_WITNESS_KEY, buf_str(&key), nothing);
    }
    return EXIT_DONE;
}

int ledger_witness(Session *session) {
    Witness witness = {.state = {.lock = -1}};
    LedgerTree tree;
    const char *folder = ledger_folder(session, 1);
    if (!session->values[OPTION_STATE]) {
        session_say(session, MSG_LEDGER_STATE_NEEDED, nothing, nothing);
        return EXIT_BAD;
    }
    int status = EXIT_BAD;
    if (open_witness(session, &witness)) {
        if (ledger_tree_open(session->arena, folder, &tree) == ERR_OK) {
            status = cosign(session, &witness, &tree);
            ledger_tree_close(&tree);
        } else {
            session_say(session, MSG_LEDGER_UNREADABLE, str_from(folder), nothing);
        }
    }
    witness_close(&witness.state);
    sodium_memzero(&witness.secret, sizeof witness.secret);
    return status;
}
