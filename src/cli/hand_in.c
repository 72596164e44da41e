// The sending side of `todoke seal`. A lost connection or a busy office is tried again, with the same bytes.
#include "cli/hand_in.h"

#include "base/sys.h"
#include "cli/key_list.h"
#include "net/client.h"
#include "role/role.h"
#include "wire/append.h"

#include <poll.h>

enum { HAND_IN_TRIES = 5, HAND_IN_WAIT_MS = 250, HAND_IN_TIMEOUT_MS = 120000 };

// A list from elsewhere, and the office that it is to be for.
static bool keys_fit(Session *session, const char *keys, const char *data, KeyList *out) {
    KeyList own;
    if (!key_list_of_file(session, keys, out)) return false;
    if (!data) return true;
    if (!key_list_of_office(session, data, &own)) return false;
    if (id_eq(own.office, out->office)) return true;
    session_say(session, MSG_SEAL_OTHER_OFFICE, str_from(keys), STR_NONE);
    return false;
}

bool hand_in_find(Session *session, HandIn *out) {
    const char *to = session->values[OPTION_HAND_IN], *keys = session->values[OPTION_KEYS];
    const char *data = to && sys_is_directory(to) ? to : NULL;
    *out = (HandIn){.socket = data ? str_c(session->arena, role_socket(session->arena, str_from(data), ROLE_SPOOL)) : to};
    if (keys) return keys_fit(session, keys, data, &out->list);
    if (data) return key_list_of_office(session, data, &out->list);
    session_say(session, MSG_SEAL_WHICH_KEYS, STR_NONE, STR_NONE);
    return false;
}

// --- sending -----------------------------------------------------------------------------------------------------------------

// What cannot be helped by trying again.
static void tell_outcome(Session *session, const HandIn *to, const FrameAnswer *answer) {
    static const Msg words[OUTCOME_COUNT] = {[OUTCOME_CONFLICT] = MSG_SEAL_CONFLICT,
                                             [OUTCOME_TOO_BIG] = MSG_SEAL_TOO_BIG,
                                             [OUTCOME_FULL] = MSG_SEAL_FULL,
                                             [OUTCOME_QUOTA] = MSG_SEAL_QUOTA,
                                             [OUTCOME_BUSY] = MSG_SEAL_NOBODY};
    Msg msg = words[answer->outcome] ? words[answer->outcome] : MSG_SEAL_NOT_TAKEN;
    session_say(session, msg,
                answer->outcome == OUTCOME_QUOTA ? session_number(session, answer->seconds) : str_from(to->socket), STR_NONE);
}

static Err append_once(Session *session, Client *client, const HandIn *to, const Append *append, FrameAnswer *answer) {
    ByteWriter head = bytes_writer(session->arena, MAILING_BYTES_MOST + 1024);
    append_write(&head, append);
    Bytes parts[] = {bytes_written(&head), append->blob};
    Err err = client->socket < 0 ? client_connect(client, to->socket, HAND_IN_TIMEOUT_MS) : ERR_OK;
    return err ? err : client_call(client, session->arena, FRAME_APPEND, parts, sizeof parts / sizeof *parts, answer);
}

static bool append_send(Session *session, Client *client, const HandIn *to, const Append *append, Bytes *body) {
    FrameAnswer answer = {.outcome = OUTCOME_BUSY};
    Err err = ERR_OK;
    for (int i = 0; i < HAND_IN_TRIES && (err || answer.outcome == OUTCOME_BUSY); i++) {
        if (i > 0) poll(NULL, 0, HAND_IN_WAIT_MS << i);
        err = append_once(session, client, to, append, &answer);
    }
    if (err) session_say(session, MSG_SEAL_NOBODY, str_from(to->socket), STR_NONE);
    if (!err && answer.outcome != OUTCOME_OK) tell_outcome(session, to, &answer);
    if (body) *body = answer.body;
    return !err && answer.outcome == OUTCOME_OK;
}

static bool evidence_send(Session *session, Client *client, const HandIn *to, const Parcel *parcel) {
    for (size_t i = 0; i < parcel->filing.evidence_count; i++) {
        Str sealed;
        Id id = parcel->filing.evidence[i].id;
        const char *path = parcel_evidence(session->arena, parcel, id);
        if (sys_keep_file(path, SIZE_MAX, &sealed) != ERR_OK) {
            session_say(session, MSG_SESSION_UNREADABLE, str_from(path), STR_NONE);
            return false;
        }
        Append append = {.kind = APPEND_EVIDENCE, .id = id, .blob = bytes_of_str(sealed)};
        if (!append_send(session, client, to, &append, NULL)) return false;
    }
    return true;
}

// Whether the answer proves that this office has this very report: from the signed keys alone.
static bool proof_holds(const HandIn *to, const Parcel *parcel, Bytes body, Proof *proof) {
    const Filing *filing = &parcel->filing;
    return proof_read(body, proof) == ERR_OK && proof_verify(proof, &to->list) == ERR_OK &&
           id_eq(proof->report, filing->head.report) && hash_eq(proof->object, filing->object);
}

int hand_in_send(Session *session, const HandIn *to, const Parcel *parcel, Proof *proof) {
    Client client = {.socket = -1};
    Append append = {.kind = APPEND_FILING, .id = parcel->filing.head.report, .blob = parcel->bytes};
    const Mailing *mailing = &parcel->mailing;
    Bytes body = {0};
    for (size_t i = 0; i < mailing->count; i++) {
        const MailingBag *bag = &mailing->bags[i];
        append.also[append.also_count++] = (AppendAlso){BLOB_MAILBOX, bag->name, BLOB_TTL_MOST, bag->bag};
    }
    if (!id_eq(parcel->filing.head.office, to->list.office)) {
        session_say(session, MSG_SEAL_OTHER_OFFICE, str_from(parcel->folder), STR_NONE);
        return EXIT_BAD;
    }
    bool sent = evidence_send(session, &client, to, parcel) && append_send(session, &client, to, &append, &body);
    client_close(&client);
    if (!sent) return EXIT_BAD;
    if (proof_holds(to, parcel, body, proof)) return EXIT_DONE;
    session_say(session, MSG_SEAL_BAD_PROOF, str_from(to->socket), STR_NONE);
    return EXIT_NO;
}
