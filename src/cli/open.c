// `todoke open`, for an officer: her window's half of the report's key, the keeper's half against a line in the ledger, and
// then the report in the clear. The person who reported opens it with her viewing key (open_own.c).
#include "cli/open.h"

#include "base/entropy.h"
#include "base/limits.h"
#include "base/sys.h"
#include "cli/commands.h"
#include "net/client.h"
#include "office/keyfile.h"
#include "office/keyring.h"
#include "office/lookup.h"
#include "office/opening.h"
#include "role/role.h"
#include "seal/release.h"

enum { CALL_MS = 20000, SAME_NUMBER_MOST = 16 };

bool open_office(Session *session, OpenOffice *out) {
    const char *given = session->values[OPTION_DATA];
    Str data = str_from(given ? given : "data");
    Err err = office_read(session->arena, data, &out->office);
    if (err == ERR_OK) err = office_keys(session->arena, &out->office, &out->list);
    if (err) session_say(session, MSG_OPEN_NO_OFFICE, data, STR_NONE);
    return err == ERR_OK;
}

// --- the report ---------------------------------------------------------------------------------------------------------

// By hexadecimal id, or by receipt number.
static bool report_find(Session *session, const Office *office, Str typed, Id *out) {
    ReceiptNumber number;
    Id found[SAME_NUMBER_MOST];
    size_t count;
    if (id_read(typed, out) == ERR_OK) return true;
    if (receipt_read(typed, &number) != ERR_OK) {
        session_say(session, MSG_OPEN_NO_NUMBER, typed, STR_NONE);
        return false;
    }
    if (lookup_receipt(session->arena, office->data, number, found, SAME_NUMBER_MOST, &count) != ERR_OK) {
        session_say(session, MSG_OPEN_NO_VAULT, office->data, STR_NONE);
        return false;
    }
    for (size_t i = 0; count > 1 && i < count; i++)
        session_say(session, MSG_OPEN_SAME, id_hex(session->arena, found[i]), STR_NONE);
    if (count == 0) session_say(session, MSG_OPEN_NOT_THERE, typed, STR_NONE);
    if (count == 1) *out = found[0];
    return count == 1;
}

static Err file_take(Session *session, const char *path, Filing *out) {
    Str file;
    Err err = sys_read_file(session->arena, path, FILING_BYTES_MOST, &file);
    return err ? err : filing_read(session->arena, bytes_of_str(file), out);
}

static Err core_take(Session *session, const Office *office, Id report, Filing *out) {
    Bytes core;
    Err err = lookup_core(session->arena, office->data, report, &core);
    return err ? err : filing_read_core(session->arena, core, out);
}

bool open_filing(Session *session, const OpenOffice *at, const char *given, Filing *out) {
    Id report;
    bool is_file = !sys_is_missing(given);
    if (!is_file && !report_find(session, &at->office, str_from(given), &report)) return false;
    Err err = is_file ? file_take(session, given, out) : core_take(session, &at->office, report, out);
    if (err) session_say(session, err == ERR_INPUT ? MSG_OPEN_NOT_THERE : MSG_OPEN_NO_VAULT, str_from(given), STR_NONE);
    return err == ERR_OK;
}

// --- the officers -------------------------------------------------------------------------------------------------------

typedef struct Signer {
    Id id;
    OfficerPair pair;
} Signer;

// An officer who wants to open a report, and perhaps a second who agrees.
typedef struct Asking {
    OpenOffice at;
    Filing filing;
    unsigned window; // of the filing's windows
    WindowPair pair; // its secret
    Signer signers[RELEASE_SIGNERS_MAX];
    uint32_t signer_count;
} Asking;

static bool signer_read(Session *session, const Office *office, const char *path, Signer *out) {
    KeyFile file;
    Grain grain;
    Str passphrase = {0};
    Err err = keyfile_read(session->arena, path, KEYFILE_OFFICER, &file);
    if (err == ERR_OK && memcmp(&file.office, &office->id, sizeof office->id) != 0) err = ERR_INPUT;
    if (err || id_read(file.name, &out->id) != ERR_OK) {
        session_say(session, MSG_OPEN_NO_OFFICER, str_from(path), STR_NONE);
        return false;
    }
    if (file.is_locked && !session_passphrase(session, MSG_OPEN_PASSPHRASE, str_from(path), &passphrase)) return false;
    err = keyfile_open(&file, passphrase, &grain);
    if (err) session_say(session, MSG_OPEN_WRONG_PASSPHRASE, str_from(path), STR_NONE);
    if (err) return false;
    out->pair = key_officer(&grain);
    grain_wipe(&grain);
    return true;
}

// The first window of the report for which this officer holds the key, or the one she names.
static bool window_find(Session *session, Asking *asking) {
    const char *wanted = session->values[OPTION_WINDOW];
    const FilingHead *head = &asking->filing.head;
    const Signer *signer = &asking->signers[0];
    for (unsigned i = 0; i < head->window_count; i++) {
        const FilingWindow *row = &head->windows[i];
        WindowHolder holder = {signer->id, &signer->pair, row->id, row->epoch};
        if (wanted && !str_is(row->id, wanted)) continue;
        if (keyring_window(session->arena, &asking->at.office, &asking->at.list, holder, &asking->pair) != ERR_OK) continue;
        asking->window = i;
        return true;
    }
    session_say(session, MSG_OPEN_NO_WINDOW, str_from(wanted), STR_NONE);
    return false;
}

// --- the keeper ---------------------------------------------------------------------------------------------------------

static const Msg reasons[] = {
    [OPENING_NOT_READ] = MSG_OPEN_REFUSED_ORDER,    [OPENING_STALE] = MSG_OPEN_REFUSED_STALE,
    [OPENING_REPEATED] = MSG_OPEN_REFUSED_ORDER,    [OPENING_NO_GRANT] = MSG_OPEN_REFUSED_GRANT,
    [OPENING_EXPIRED] = MSG_OPEN_REFUSED_EXPIRED,   [OPENING_SIGNATURE] = MSG_OPEN_REFUSED_ORDER,
    [OPENING_SECOND] = MSG_OPEN_REFUSED_SECOND,     [OPENING_SAME_OFFICER] = MSG_OPEN_REFUSED_SECOND,
    [OPENING_NOT_CHOSEN] = MSG_OPEN_REFUSED_CHOSEN, [OPENING_NO_HALF] = MSG_OPEN_REFUSED_HALF,
    [OPENING_NO_LEDGER] = MSG_OPEN_REFUSED_LEDGER,
};

// What the officers sign, and their signatures.
static Bytes order_make(Session *session, const Asking *asking, SessionPublic to) {
    const FilingWindow *window = &asking->filing.head.windows[asking->window];
    ReleaseItem item = {asking->filing.head.report, (uint8_t)window->view, window->id};
    ReleaseOrder order = {.office = asking->at.office.id,
                          .at = clock_system().now(NULL),
                          .session = to,
                          .purpose = str_from(session->values[OPTION_PURPOSE]),
                          .items = &item,
                          .count = 1};
    ReleaseSignature signatures[RELEASE_SIGNERS_MAX];
    ByteWriter bytes = bytes_writer(session->arena, RELEASE_ORDER_MAX),
               sealed = bytes_writer(session->arena, RELEASE_ORDER_MAX);
    entropy_fill(NULL, order.nonce.bytes, sizeof order.nonce.bytes);
    release_write(&bytes, &order);
    for (uint32_t i = 0; i < asking->signer_count; i++)
        signatures[i] = release_sign(bytes_written(&bytes), asking->signers[i].id, &asking->signers[i].pair.sign.secret);
    release_seal(&sealed, bytes_written(&bytes), signatures, asking->signer_count);
    return bytes_written(&sealed);
}

static bool keeper_ask(Session *session, const OpenOffice *at, Bytes order, ReleasedHalf *out) {
    Client client;
    FrameAnswer answer = {0};
    ReleasedHalf *halves;
    uint32_t count = 0;
    Str socket = role_socket(session->arena, at->office.data, ROLE_KEEPER);
    Err err = client_connect(&client, str_c(session->arena, socket), CALL_MS);
    if (err == ERR_OK) err = client_call(&client, session->arena, FRAME_RELEASE, &order, 1, &answer);
    client_close(&client);
    if (err) {
        session_say(session, MSG_OPEN_NO_KEEPER, at->office.data, STR_NONE);
        return false;
    }
    if (answer.outcome == OUTCOME_REFUSED && answer.reason > 0 && answer.reason < OPENING_REASONS) {
        session_say(session, reasons[answer.reason], STR_NONE, STR_NONE);
        return false;
    }
    if (answer.outcome != OUTCOME_OK || release_answer_read(session->arena, answer.body, &halves, &count) != ERR_OK ||
        count != 1) {
        session_say(session, MSG_OPEN_REFUSED_ORDER, STR_NONE, STR_NONE);
        return false;
    }
    *out = halves[0];
    return true;
}

// The window's half and the keeper's half, and with both the report as that window may see it.
static Err view_join(Session *session, const Asking *asking, const ReleasedHalf *released, BoxOpener once, ReportBody *out) {
    unsigned char b[32];
    WindowHalf a;
    unsigned view = asking->filing.head.windows[asking->window].view;
    Bytes context = release_context(session->arena, asking->filing.head.report, (uint8_t)view);
    Err err = box_open_key(BOX_RELEASE, once, context, released->box, b);
    if (err == ERR_OK) err = filing_open_half(&asking->filing, asking->window, &asking->pair, &a);
    if (err) return err;
    StreamKey key = half_join(&a, b);
    err = filing_open_view(session->arena, &asking->filing, view, &key, out);
    sodium_memzero(b, sizeof b);
    sodium_memzero(&a, sizeof a);
    sodium_memzero(&key, sizeof key);
    return err;
}

static bool view_open(Session *session, const Asking *asking) {
    ReleasedHalf released;
    ReportBody body;
    Grain grain = grain_make((SealRandom){entropy_fill, NULL});
    SessionPair once = key_session(&grain);
    grain_wipe(&grain);
    Bytes order = order_make(session, asking, once.public);
    if (!keeper_ask(session, &asking->at, order, &released)) return false;
    Err err = view_join(session, asking, &released, BOX_OPENER(&once), &body);
    sodium_memzero(&once, sizeof once);
    if (err) {
        session_say(session, MSG_OPEN_DAMAGED, STR_NONE, STR_NONE);
        return false;
    }
    session_say(session, MSG_OPEN_LEDGER, session_number(session, released.leaf), STR_NONE);
    open_show(session, body.json);
    return true;
}

// --- the command --------------------------------------------------------------------------------------------------------

static bool asking_ready(Session *session, Asking *asking) {
    const char *second = session->values[OPTION_SECOND];
    const Office *office = &asking->at.office;
    asking->signer_count = second ? 2 : 1;
    return open_office(session, &asking->at) && open_filing(session, &asking->at, session->arguments[0], &asking->filing) &&
           signer_read(session, office, session->values[OPTION_OFFICER_KEY], &asking->signers[0]) &&
           (!second || signer_read(session, office, second, &asking->signers[1])) && window_find(session, asking);
}

static int open_as_officer(Session *session) {
    Asking asking = {0};
    Str purpose = str_from(session->values[OPTION_PURPOSE]);
    if (session->argument_count != 1 || purpose.len == 0 || purpose.len > RELEASE_PURPOSE_MAX) {
        session_say(session, MSG_OPEN_WHAT, str_format(session->arena, "%d", RELEASE_PURPOSE_MAX), STR_NONE);
        return EXIT_BAD;
    }
    int status = !asking_ready(session, &asking) ? EXIT_BAD : view_open(session, &asking) ? EXIT_DONE : EXIT_NO;
    sodium_memzero(&asking, sizeof asking);
    return status;
}

int command_open(Session *session) {
    if (entropy_open() != ERR_OK) return EXIT_BAD;
    if (session_has(session, OPTION_VIEWING_KEY)) return open_own(session);
    if (session_has(session, OPTION_OFFICER_KEY)) return open_as_officer(session);
    session_say(session, MSG_OPEN_WHAT, str_format(session->arena, "%d", RELEASE_PURPOSE_MAX), STR_NONE);
    return EXIT_BAD;
}
