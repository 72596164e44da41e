// `todoke ledger witness`: cosigns the newest checkpoint of a ledger, of a copy of its public files, or of a proof of growth
// (todoke ledger prove --from), if and only if its tree continues the last one that this witness has cosigned. Key and memory
// of the witness lie in a folder of its own, on its own machine. It never begins without a memory unless it is told that this
// is the first time.
#include "base/code.h"
#include "base/entropy.h"
#include "base/sys.h"
#include "cli/ledger.h"
#include "seal/key.h"
#include "seal/ledger_proof.h"
#include "store/ledger_read.h"
#include "store/witness.h"

enum { KEY_FILE_MAX = 512 };

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
        return refuse(session, MSG_LEDGER_NO_FILE, str_from(path), STR_NONE);
    bool lines = str_cut(text, '\n', &title, &rest) && str_cut(rest, '\n', &name, &rest) && str_cut(rest, '\n', &hex, &rest);
    bool good = lines && str_eq(title, key_title) && note_name_is_valid(name) && !rest.len &&
                code_hex_read(hex, grain.bytes, sizeof grain.bytes) == ERR_OK;
    if (!good) return refuse(session, MSG_LEDGER_BAD_FILE, str_from(path), STR_NONE);
    take_grain(witness, name, &grain);
    return true;
}

static bool make_key(Session *session, const char *path, Witness *witness) {
    Str name = str_from(session->values[OPTION_NAME]);
    Grain grain;
    if (!note_name_is_valid(name)) return refuse(session, MSG_LEDGER_NAME_NEEDED, STR_NONE, STR_NONE);
    if (entropy_open() != ERR_OK || sys_make_folder(session->values[OPTION_STATE]) != ERR_OK)
        return refuse(session, MSG_LEDGER_NOT_KEPT, str_from(path), STR_NONE);
    grain = grain_make((SealRandom){entropy_fill, NULL});
    Str text = str_format(session->arena, "%.*s\n%.*s\n%.*s\n", STR_ARG(key_title), STR_ARG(name),
                          STR_ARG(code_hex(session->arena, BYTES_OF(grain.bytes))));
    take_grain(witness, name, &grain);
    return witness_keep_key(path, text) == ERR_OK || refuse(session, MSG_LEDGER_NOT_KEPT, str_from(path), STR_NONE);
}

// The first time there must be no memory, every other time there must be one.
static bool open_witness(Session *session, Witness *witness) {
    const char *key = inside(session, "key"), *state = inside(session, "state");
    bool first = session_has(session, OPTION_FIRST);
    if (first ? !sys_is_missing(state) : sys_is_missing(state))
        return refuse(session, first ? MSG_LEDGER_NOT_FIRST : MSG_LEDGER_NO_MEMORY, str_from(state), STR_NONE);
    if (!(first && sys_is_missing(key) ? make_key(session, key, witness) : read_key(session, key, witness))) return false;
    Err err = witness_open(session->arena, state, &witness->state);
    if (err) return refuse(session, MSG_LEDGER_BAD_FILE, str_from(state), STR_NONE);
    return witness->state.is_new == first || refuse(session, MSG_LEDGER_NO_MEMORY, str_from(state), STR_NONE);
}

// What the witness is shown: a folder with all of the tree, or one proof.
typedef struct Shown {
    bool is_proof;
    LedgerTree tree;
    ConsistencyProof proof;
    const Checkpoint *now;
    Str text; // of the checkpoint
} Shown;

static bool open_shown(Session *session, const char *path, Shown *out) {
    Str text;
    out->is_proof = !sys_is_directory(path) && !sys_is_missing(path);
    if (!out->is_proof) {
        if (ledger_tree_open(session->arena, path, &out->tree) != ERR_OK)
            return refuse(session, MSG_LEDGER_UNREADABLE, str_from(path), STR_NONE);
        out->now = &out->tree.checkpoint;
        out->text = out->tree.checkpoint_text;
        return true;
    }
    if (sys_read_file(session->arena, path, LEDGER_PROOF_BYTES_MAX, &text) != ERR_OK ||
        consistency_read(text, &out->proof) != ERR_OK)
        return refuse(session, MSG_LEDGER_NO_GROWTH, str_from(path), STR_NONE);
    out->now = &out->proof.checkpoint;
    out->text = str_format(session->arena, "%.*s\n%.*s", STR_ARG(out->now->note.text), STR_ARG(out->now->note.lines));
    return true;
}

// The ledger's key: remembered; the first time the one that is given, or the one that a folder publishes.
static bool choose_key(Session *session, const Witness *witness, const Shown *shown, NoteKey *out) {
    bool given;
    *out = witness->state.is_new ? shown->tree.key : witness->state.ledger;
    if (!witness->state.is_new) return true;
    if (!ledger_key_option(session, OPTION_TRUST, NOTE_SIGNATURE, out, &given)) return false;
    return given || !shown->is_proof || refuse(session, MSG_LEDGER_TRUST_NEEDED, STR_NONE, STR_NONE);
}

// ERR_IO: nobody can say. Whoever cannot read must not be told that it was rewritten.
static Err growth_check(const Checkpoint *last, Shown *shown, const NoteKey *ledger) {
    MerklePath path;
    MerkleNodes nodes = ledger_tree_nodes(&shown->tree);
    if (shown->is_proof) return consistency_holds(&shown->proof, &last->head, ledger) ? ERR_OK : ERR_REFUSED;
    Err err = merkle_consistency(&nodes, last->size, shown->now->size, &path);
    if (err) return err;
    return merkle_continues(&path, last->size, &last->head, shown->now->size, &shown->now->head) ? ERR_OK : ERR_REFUSED;
}

static int grown_or_refused(Session *session, const Witness *witness, Shown *shown, const NoteKey *ledger) {
    const Checkpoint *last = &witness->state.last, *now = shown->now;
    Str was = session_number(session, last->size);
    Str is = session_number(session, now->size);
    Msg msg = MSG_NONE;
    Err err = ERR_OK;
    if (witness->state.is_new) return EXIT_DONE;
    if (now->size < last->size)
        msg = MSG_LEDGER_SHRUNK;
    else if (shown->is_proof && shown->proof.old != last->size)
        msg = MSG_LEDGER_OTHER_OLD;
    else if ((err = growth_check(last, shown, ledger)) != ERR_OK)
        msg = err == ERR_IO ? MSG_LEDGER_UNREADABLE : MSG_LEDGER_SPLIT;
    if (msg == MSG_NONE) return EXIT_DONE;
    session_say(session, msg, was, is);
    return err == ERR_IO ? EXIT_BAD : EXIT_NO;
}

static int cosign(Session *session, Witness *witness, Shown *shown) {
    NoteKey ledger;
    const Checkpoint *now = shown->now;
    if (!choose_key(session, witness, shown, &ledger)) return EXIT_BAD;
    bool own = shown->text.len && str_eq(now->origin, ledger.name) && note_trust(&now->note, &ledger, NULL) == NOTE_SIGNED;
    if (!own) {
        session_say(session, MSG_LEDGER_UNSIGNED, STR_NONE, STR_NONE);
        return EXIT_NO;
    }
    int status = grown_or_refused(session, witness, shown, &ledger);
    if (status) return status;
    // Remembered before anybody can see the cosignature.
    if (witness_keep(session->arena, &witness->state, &ledger, shown->text) != ERR_OK) {
        session_say(session, MSG_LEDGER_NOT_KEPT, str_from(witness->state.path), STR_NONE);
        return EXIT_BAD;
    }
    buf_put(&session->out, shown->text);
    note_sign(&session->out, now->note.text, &witness->key, witness->secret.bytes, (uint64_t)(session->at / 1000000));
    if (session_has(session, OPTION_FIRST)) {
        Buf key = buf_make(session->arena, KEY_FILE_MAX);
        note_key_print(&key, &witness->key);
        session_say(session, MSG_LEDGER_WITNESS_KEY, buf_str(&key), STR_NONE);
    }
    return EXIT_DONE;
}

int ledger_witness(Session *session) {
    Witness witness = {.state = {.lock = -1}};
    Shown shown = {.tree = {.leaves = -1, .nodes = -1}};
    const char *folder = ledger_folder(session, 1);
    if (!session->values[OPTION_STATE]) {
        session_say(session, MSG_LEDGER_STATE_NEEDED, STR_NONE, STR_NONE);
        return EXIT_BAD;
    }
    int status = EXIT_BAD;
    if (open_witness(session, &witness) && open_shown(session, folder, &shown)) status = cosign(session, &witness, &shown);
    ledger_tree_close(&shown.tree);
    witness_close(&witness.state);
    sodium_memzero(&witness.secret, sizeof witness.secret);
    return status;
}
