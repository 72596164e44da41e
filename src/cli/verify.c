// `todoke verify`: what the person who reported holds in her hands, without the office: a sealed report and its files are
// whole, and the proof of filing was signed by the office for this very report. Only the signed key list is needed.
#include "base/code.h"
#include "base/limits.h"
#include "base/sys.h"
#include "cli/commands.h"
#include "cli/key_list.h"
#include "office/parcel.h"
#include "seal/proof.h"
#include "seal/receipt.h"

typedef struct Verifying {
    Session *session;
    Parcel parcel;
    Proof proof;
    bool has_filing, has_proof;
} Verifying;

// --- what is there -----------------------------------------------------------------------------------------------------------

static bool proof_take(Verifying *verifying, const char *path, bool must) {
    Str text;
    if (!must && sys_is_missing(path)) return true;
    Err err = sys_read_file(verifying->session->arena, path, LIMIT_KEY_FILE_BYTES, &text);
    if (!err) err = proof_text_read(verifying->session->arena, str_trim(text), &verifying->proof);
    verifying->has_proof = err == ERR_OK;
    if (err && must) session_say(verifying->session, MSG_VERIFY_NO_PROOF, str_from(path), STR_NONE);
    return err == ERR_OK;
}

static bool filing_take(Verifying *verifying, const char *path) {
    Str text;
    Err err = sys_read_file(verifying->session->arena, path, FILING_BYTES_MOST, &text);
    verifying->parcel = (Parcel){.bytes = bytes_of_str(text)};
    if (!err) err = filing_read(verifying->session->arena, verifying->parcel.bytes, &verifying->parcel.filing);
    verifying->has_filing = err == ERR_OK;
    return verifying->has_filing;
}

// A folder, a sealed report in a file, or a proof.
static bool first_take(Verifying *verifying, const char *path) {
    Session *session = verifying->session;
    if (!sys_is_directory(path)) {
        if (filing_take(verifying, path) || proof_take(verifying, path, false)) return true;
    } else if (parcel_open(session->arena, str_from(path), &verifying->parcel) == ERR_OK) {
        verifying->has_filing = true;
        return proof_take(verifying, str_c(session->arena, str_format(session->arena, "%s/proof", path)), false);
    }
    session_say(session, MSG_VERIFY_UNREADABLE, str_from(path), STR_NONE);
    return false;
}

// --- whether it holds --------------------------------------------------------------------------------------------------------

static bool files_hold(Verifying *verifying) {
    Session *session = verifying->session;
    const Filing *filing = &verifying->parcel.filing;
    for (size_t i = 0; verifying->parcel.folder && i < filing->evidence_count; i++) {
        Str sealed = {0};
        const char *path = parcel_evidence(session->arena, &verifying->parcel, filing->evidence[i].id);
        Err err = sys_keep_file(path, SIZE_MAX, &sealed);
        if (!err && hash_eq(hash_of(DOMAIN_SEALED, bytes_of_str(sealed)), filing->evidence[i].sealed)) continue;
        session_say(session, MSG_VERIFY_FILE, str_from(path), STR_NONE);
        return false;
    }
    return true;
}

static bool list_take(Session *session, KeyList *out) {
    const char *keys = session->values[OPTION_KEYS], *data = session->values[OPTION_DATA];
    return keys ? key_list_of_file(session, keys, out) : key_list_of_office(session, data ? data : "data", out);
}

static bool proof_holds(const Verifying *verifying, const KeyList *list) {
    const Proof *proof = &verifying->proof;
    const Filing *filing = &verifying->parcel.filing;
    bool same = !verifying->has_filing || (id_eq(proof->report, filing->head.report) && hash_eq(proof->object, filing->object));
    if (!same) session_say(verifying->session, MSG_VERIFY_OTHER_REPORT, STR_NONE, STR_NONE);
    if (!same) return false;
    Err err = proof_verify(proof, list);
    if (err)
        session_say(verifying->session, err == ERR_SEALED ? MSG_VERIFY_NOT_SIGNED : MSG_VERIFY_OTHER_OFFICE, STR_NONE,
                    STR_NONE);
    return err == ERR_OK;
}

// --- what is said of it ------------------------------------------------------------------------------------------------------

static void show_json(Verifying *verifying, const KeyList *list, Str receipt) {
    Session *session = verifying->session;
    Buf *out = &session->out;
    buf_puts(out, "{\"receipt\":");
    buf_json(out, receipt);
    buf_format(out, ",\"whole\":%s,\"filed\":", verifying->has_filing ? "true" : "null");
    if (verifying->has_proof) {
        buf_char(out, '"');
        buf_moment(out, verifying->proof.filed_at);
        buf_puts(out, "\",\"office\":");
        buf_json(out, id_hex(session->arena, list->office));
        buf_puts(out, ",\"root\":");
        buf_json(out, code_hex(session->arena, BYTES_OF(list->root.sign.bytes)));
        buf_puts(out, "}\n");
    } else {
        buf_puts(out, "null}\n");
    }
}

static void show_line(Session *session, Msg msg, Str a) {
    session_line(session, msg, a, STR_NONE, STR_NONE);
}

static void show(Verifying *verifying, const KeyList *list) {
    Session *session = verifying->session;
    Id report = verifying->has_proof ? verifying->proof.report : verifying->parcel.filing.head.report;
    Str receipt = receipt_text(session->arena, receipt_number(report));
    if (session_has(session, OPTION_JSON)) {
        show_json(verifying, list, receipt);
        return;
    }
    show_line(session, MSG_SEAL_RECEIPT, receipt);
    if (verifying->has_filing) show_line(session, MSG_VERIFY_WHOLE, STR_NONE);
    if (!verifying->has_proof) {
        show_line(session, MSG_VERIFY_NOT_FILED, STR_NONE);
        return;
    }
    Buf when = buf_make(session->arena, 64);
    buf_moment(&when, verifying->proof.filed_at);
    show_line(session, MSG_VERIFY_FILED, buf_str(&when));
    if (list->mode == MODE_DEMONSTRATION) session_say(session, MSG_OFFICE_MARKED, STR_NONE, STR_NONE);
    session_say(session, MSG_SEAL_ROOT, code_hex(session->arena, BYTES_OF(list->root.sign.bytes)), STR_NONE);
}

int command_verify(Session *session) {
    Verifying verifying = {.session = session};
    KeyList list = {0};
    bool more = session->argument_count == 2;
    if (!first_take(&verifying, session->arguments[0])) return EXIT_BAD;
    if (more && !proof_take(&verifying, session->arguments[1], true)) return EXIT_BAD;
    if (verifying.has_proof && !list_take(session, &list)) return EXIT_BAD;
    if (!files_hold(&verifying) || (verifying.has_proof && !proof_holds(&verifying, &list))) return EXIT_NO;
    show(&verifying, &list);
    return EXIT_DONE;
}
