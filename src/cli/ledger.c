// `todoke ledger`: what everybody can do with a ledger or a copy of its public files. verify computes all of it again, or
// checks one proof; prove makes a proof; witness cosigns (ledger_witness.c). None of them needs a secret of the office.
#include "cli/ledger.h"
#include "base/sys.h"
#include "cli/commands.h"
#include "seal/ledger_proof.h"
#include "store/ledger_audit.h"

// The ledger's own folder, or the one of the office it lies in.
const char *ledger_folder(Session *session, int argument) {
    const char *given = session->argument_count > argument ? session->arguments[argument] : "data";
    const char *inside = str_c(session->arena, str_format(session->arena, "%s/ledger", given));
    return sys_is_directory(inside) ? inside : given;
}

bool ledger_key_option(Session *session, Option option, NoteKind kind, NoteKey *key, bool *given) {
    const char *text = session->values[option];
    *given = text != NULL;
    if (!text || (note_key_read(str_from(text), key) == ERR_OK && key->kind == kind)) return true;
    session_say(session, MSG_LEDGER_NO_KEY, str_from(text), STR_NONE);
    return false;
}

// --- verify ------------------------------------------------------------------------------------------------------------

static const struct VerdictRow {
    const char *name;
    Msg msg;
} verdicts[] = {
    [AUDIT_SOUND] = {"sound", MSG_LEDGER_SOUND},
    [AUDIT_UNREADABLE] = {"unreadable", MSG_LEDGER_UNREADABLE},
    [AUDIT_UNSIGNED] = {"unsigned", MSG_LEDGER_UNSIGNED},
    [AUDIT_LEAF_GONE] = {"leaf_gone", MSG_LEDGER_LEAF_GONE},
    [AUDIT_LEAF_WRONG] = {"leaf_wrong", MSG_LEDGER_LEAF_WRONG},
    [AUDIT_HEAD_WRONG] = {"head_wrong", MSG_LEDGER_HEAD_WRONG},
    [AUDIT_ENTRY_WRONG] = {"entry_wrong", MSG_LEDGER_ENTRY_WRONG},
    [AUDIT_ENTRY_GONE] = {"entry_gone", MSG_LEDGER_ENTRY_GONE},
    [AUDIT_NOT_GROWN] = {"not_grown", MSG_LEDGER_NOT_GROWN},
    [AUDIT_COSIGNATURE] = {"cosignature", MSG_LEDGER_COSIGNATURE},
};

static void print_audit_json(Buf *out, const LedgerAudit *audit) {
    bool at_leaf =
        audit->verdict >= AUDIT_LEAF_GONE && audit->verdict <= AUDIT_ENTRY_GONE && audit->verdict != AUDIT_HEAD_WRONG;
    buf_format(out, "{\"verdict\":\"%s\",\"leaf\":", verdicts[audit->verdict].name);
    if (at_leaf)
        buf_format(out, "%llu", (unsigned long long)audit->leaf);
    else
        buf_puts(out, "null");
    buf_format(out, ",\"size\":%llu,\"entries\":%llu,\"cosigned\":%llu,\"cosigned_at\":", (unsigned long long)audit->size,
               (unsigned long long)audit->entries, (unsigned long long)audit->cosigned);
    if (audit->cosigned_at && audit->cosigned_at < INT64_MAX / 1000000) {
        buf_char(out, '"');
        buf_moment(out, (Moment)audit->cosigned_at * 1000000);
        buf_char(out, '"');
    } else {
        buf_puts(out, "null");
    }
    buf_puts(out, "}\n");
}

static void print_audit(Session *session, const LedgerAudit *audit) {
    Str leaf = session_number(session, audit->leaf), size = session_number(session, audit->size);
    session_line(session, verdicts[audit->verdict].msg, audit->verdict == AUDIT_SOUND ? size : leaf, size, STR_NONE);
    if (audit->verdict == AUDIT_SOUND) {
        session_line(session, audit->entries ? MSG_LEDGER_ENTRIES : MSG_LEDGER_NO_ENTRIES, size, STR_NONE, STR_NONE);
    }
    if (audit->verdict == AUDIT_SOUND && audit->cosigned_at) {
        session_line(session, MSG_LEDGER_COSIGNED, session_number(session, audit->cosigned), STR_NONE, STR_NONE);
    }
}

static int verify_folder(Session *session, const char *folder) {
    NoteKey key, witness;
    bool has_key, has_witness;
    if (!ledger_key_option(session, OPTION_TRUST, NOTE_SIGNATURE, &key, &has_key) ||
        !ledger_key_option(session, OPTION_WITNESS, NOTE_COSIGNATURE, &witness, &has_witness))
        return EXIT_BAD;
    LedgerAudit audit = ledger_audit(session->arena, folder, has_key ? &key : NULL, has_witness ? &witness : NULL);
    if (session_has(session, OPTION_JSON))
        print_audit_json(&session->out, &audit);
    else
        print_audit(session, &audit);
    if (audit.verdict == AUDIT_SOUND && !has_key && !session_has(session, OPTION_JSON))
        session_say(session, MSG_LEDGER_OWN_KEY, STR_NONE, STR_NONE);
    return audit.verdict == AUDIT_SOUND ? EXIT_DONE : audit.verdict == AUDIT_UNREADABLE ? EXIT_BAD : EXIT_NO;
}

static void print_proof(Session *session, const InclusionProof *proof, const LedgerEvent *event) {
    Buf *out = &session->out;
    if (session_has(session, OPTION_JSON)) {
        buf_format(out, "{\"verdict\":\"sound\",\"index\":%llu,\"size\":%llu,\"event\":", (unsigned long long)proof->index,
                   (unsigned long long)proof->checkpoint.size);
        ledger_event_json(out, event);
        buf_puts(out, "}\n");
        return;
    }
    buf_word(out, session->lang, MSG_LEDGER_PROVEN, session_number(session, proof->index),
             session_number(session, proof->checkpoint.size), STR_NONE);
    buf_char(out, '\n');
    ledger_event_json(out, event);
    buf_char(out, '\n');
}

// A proof by itself: nothing else is needed but the ledger's key, which has to be known from elsewhere.
static int verify_proof(Session *session, const char *path) {
    Str text;
    InclusionProof proof;
    LedgerEvent event;
    MerkleHash commitment;
    NoteKey key;
    bool has_key;
    if (!ledger_key_option(session, OPTION_TRUST, NOTE_SIGNATURE, &key, &has_key)) return EXIT_BAD;
    if (!has_key) {
        session_say(session, MSG_LEDGER_TRUST_NEEDED, STR_NONE, STR_NONE);
        return EXIT_BAD;
    }
    if (sys_read_file(session->arena, path, LEDGER_PROOF_BYTES_MAX, &text) != ERR_OK) {
        session_say(session, MSG_LEDGER_NO_FILE, str_from(path), STR_NONE);
        return EXIT_BAD;
    }
    bool read =
        inclusion_read(session->arena, text, &proof) == ERR_OK && ledger_shown_read(proof.extra, &event, &commitment) == ERR_OK;
    MerkleHash leaf = read ? merkle_leaf(commitment.bytes, sizeof commitment.bytes) : (MerkleHash){0};
    if (!read || !inclusion_holds(&proof, &leaf, &key)) {
        session_say(session, read ? MSG_LEDGER_DISPROVEN : MSG_LEDGER_NO_PROOF, str_from(path), STR_NONE);
        return read ? EXIT_NO : EXIT_BAD;
    }
    print_proof(session, &proof, &event);
    return EXIT_DONE;
}

static int run_verify(Session *session) {
    const char *path = ledger_folder(session, 1);
    bool file = session->argument_count > 1 && !sys_is_directory(path) && !sys_is_missing(path);
    return file ? verify_proof(session, path) : verify_folder(session, path);
}

// --- prove -------------------------------------------------------------------------------------------------------------

// A proof is made of kept nodes: they have to lead to the signed head, or it would be none.
static bool leads_to_head(LedgerTree *tree) {
    MerklePeaks peaks;
    MerkleNodes nodes = ledger_tree_nodes(tree);
    if (merkle_load(&nodes, tree->checkpoint.size, &peaks) != ERR_OK) return false;
    MerkleHash head = merkle_head(&peaks);
    return merkle_same(&head, &tree->checkpoint.head);
}

static bool open_tree(Session *session, const char *folder, LedgerTree *tree) {
    bool opened = ledger_tree_open(session->arena, folder, tree) == ERR_OK;
    if (opened && tree->checkpoint_text.len && leads_to_head(tree)) return true;
    session_say(session, opened && tree->checkpoint_text.len ? MSG_LEDGER_HEAD_WRONG : MSG_LEDGER_UNREADABLE, str_from(folder),
                STR_NONE);
    if (opened) ledger_tree_close(tree);
    return false;
}

// A notice as it was put into the mailbox, opened; or the number of a leaf.
static bool read_subject(Session *session, const char *text, uint64_t *index, Bytes *shown) {
    Str file;
    if (note_number(str_from(text), MERKLE_SIZE_MAX, index)) return true;
    bool read = sys_read_file(session->arena, text, LEDGER_PROOF_BYTES_MAX, &file) == ERR_OK &&
                ledger_notice_read(bytes_of_str(file), index, shown) == ERR_OK;
    if (!read) session_say(session, MSG_LEDGER_NO_NOTICE, str_from(text), STR_NONE);
    return read;
}

// ERR_OK: the leaf is the commitment to what is shown; a proof of anything else would be none.
static Err subject_check(const LedgerTree *tree, uint64_t index, Bytes shown) {
    LedgerEvent event;
    MerkleHash commitment, leaf;
    if (!shown.len) return ERR_OK;
    Err err = ledger_shown_read(shown, &event, &commitment);
    if (!err) err = ledger_tree_leaf(tree, index, &leaf);
    return err ? err : merkle_same(&commitment, &leaf) ? ERR_OK : ERR_INPUT;
}

// A tree that the system would not give lacks nothing.
static int refuse_proof(Session *session, Err err, Str what, uint64_t size) {
    session_say(session, err == ERR_IO ? MSG_LEDGER_UNREADABLE : MSG_LEDGER_NOT_IN, what, session_number(session, size));
    return err == ERR_IO ? EXIT_BAD : EXIT_NO;
}

static int prove_leaf(Session *session, LedgerTree *tree) {
    uint64_t index = 0;
    Bytes shown = {0};
    MerklePath path;
    MerkleNodes nodes = ledger_tree_nodes(tree);
    if (!read_subject(session, session->arguments[1], &index, &shown)) return EXIT_BAD;
    Err err = merkle_inclusion(&nodes, index, tree->checkpoint.size, &path);
    if (!err) err = subject_check(tree, index, shown);
    if (err) return refuse_proof(session, err, session_number(session, index), tree->checkpoint.size);
    inclusion_print(&session->out, shown, index, &path, tree->checkpoint_text);
    return EXIT_DONE;
}

static int prove_growth(Session *session, LedgerTree *tree, Str from) {
    uint64_t old = 0;
    MerklePath path;
    MerkleNodes nodes = ledger_tree_nodes(tree);
    Err err = note_number(from, tree->checkpoint.size, &old) ? ERR_OK : ERR_INPUT;
    if (!err) err = merkle_consistency(&nodes, old, tree->checkpoint.size, &path);
    if (err) return refuse_proof(session, err, from, tree->checkpoint.size);
    consistency_print(&session->out, old, &path, tree->checkpoint_text);
    return EXIT_DONE;
}

static int run_prove(Session *session) {
    const char *from = session->values[OPTION_FROM];
    LedgerTree tree;
    if (!from && session->argument_count < 2) {
        session_say(session, MSG_LEDGER_WHAT, STR_NONE, STR_NONE);
        return EXIT_BAD;
    }
    if (!open_tree(session, ledger_folder(session, from ? 1 : 2), &tree)) return EXIT_BAD;
    int status = from ? prove_growth(session, &tree, str_from(from)) : prove_leaf(session, &tree);
    ledger_tree_close(&tree);
    return status;
}

int command_ledger(Session *session) {
    static const struct {
        const char *name;
        int (*run)(Session *session);
    } verbs[] = {{"verify", run_verify}, {"prove", run_prove}, {"witness", ledger_witness}, {"show", ledger_show}};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (str_is(str_from(session->arguments[0]), verbs[i].name)) return verbs[i].run(session);
    session_say(session, MSG_LEDGER_WHAT, STR_NONE, STR_NONE);
    return EXIT_BAD;
}
