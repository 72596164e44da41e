// `todoke open --viewing-key`: the person who reported sees her report, what the office says of it, and every time it was
// opened; each opening is looked for in the ledger. The viewing key comes from a file or is typed, never from the command line,
// where others could read it.
#include "cli/open.h"

#include "base/limits.h"
#include "base/sys.h"
#include "net/client.h"
#include "role/role.h"
#include "seal/filing.h"
#include "seal/mailbag.h"
#include "seal/mailbox.h"
#include "seal/viewing.h"
#include "store/ledger_read.h"
#include "wire/blob.h"

enum { CALL_MS = 20000, KEY_FILE_BYTES = 1024 };

typedef struct Own {
    Session *session;
    OpenOffice at;
    ViewingKey viewing;
    Name mailbox;
    ReplyPair reply;
    LedgerTree tree;
    bool has_tree, first;
} Own;

static bool key_take(Session *session, const Office *office, Own *own) {
    const char *path = session->values[OPTION_VIEWING_KEY];
    ViewingKey key;
    Str typed = {0};
    bool given = str_is(str_from(path), "-") ? session_passphrase(session, MSG_OPEN_TYPE_KEY, STR_NONE, &typed)
                                             : sys_read_file(session->arena, path, KEY_FILE_BYTES, &typed) == ERR_OK;
    if (!given || viewing_read(str_trim(typed), &key) != ERR_OK) {
        session_say(session, MSG_OPEN_NO_KEY, STR_NONE, STR_NONE);
        return false;
    }
    own->viewing = key;
    own->mailbox = viewing_mailbox(&key, office->id);
    own->reply = viewing_reply(&key, office->id);
    return true;
}

// --- the mailbox --------------------------------------------------------------------------------------------------------

static bool bag_take(Own *own, Name name, Mailbag *bag) {
    Session *session = own->session;
    Client client;
    FrameAnswer answer = {0};
    Blob blob = {0};
    ByteWriter ask = bytes_writer(session->arena, sizeof name + 64);
    get_write(&ask, name);
    Bytes payload = bytes_written(&ask);
    Str socket = role_socket(session->arena, own->at.office.data, ROLE_SPOOL);
    Err err = client_connect(&client, str_c(session->arena, socket), CALL_MS);
    if (err == ERR_OK) err = client_call(&client, session->arena, FRAME_GET, &payload, 1, &answer);
    client_close(&client);
    if (err || (answer.outcome != OUTCOME_OK && answer.outcome != OUTCOME_MISSING)) {
        session_say(session, MSG_OPEN_NO_SPOOL, own->at.office.data, STR_NONE);
        return false;
    }
    if (answer.outcome == OUTCOME_OK) err = blob_read(answer.body, &blob);
    if (err == ERR_OK) err = mailbag_read(session->arena, blob.bytes, bag);
    if (err) session_say(session, MSG_OPEN_DAMAGED, STR_NONE, STR_NONE);
    return err == ERR_OK;
}

// The ledger of the office, if it is signed with the key of the office's own list.
static void tree_take(Own *own) {
    Arena *arena = own->session->arena;
    LedgerPublic public;
    uint32_t epoch = 0;
    Str folder = str_format(arena, "%.*s/ledger", STR_ARG(own->at.office.data));
    if (ledger_tree_open(arena, str_c(arena, folder), &own->tree) != ERR_OK) return;
    own->has_tree = keylist_ledger(&own->at.list, &epoch, &public) == ERR_OK &&
                    memcmp(public.sign.bytes, own->tree.key.key, sizeof own->tree.key.key) == 0 &&
                    note_trust(&own->tree.checkpoint.note, &own->tree.key, NULL) == NOTE_SIGNED;
    if (!own->has_tree) ledger_tree_close(&own->tree);
}

// Whether the ledger has this very leaf, below a head that it has signed.
static bool leaf_stands(Own *own, uint64_t index, const MerkleHash *commitment) {
    MerkleHash leaf;
    return own->has_tree && index < own->tree.checkpoint.size && ledger_tree_leaf(&own->tree, index, &leaf) == ERR_OK &&
           memcmp(&leaf, commitment, sizeof leaf) == 0;
}

static void notice_show(Own *own, const Mail *mail) {
    Session *session = own->session;
    Bytes inside, shown;
    uint64_t index;
    LedgerEvent event;
    MerkleHash commitment;
    BoxOpener opener = BOX_OPENER(&own->reply);
    Err err = box_open(session->arena, BOX_EVENT_COPY, opener, BYTES_OF(own->mailbox.bytes), mail->box, &inside);
    if (err == ERR_OK) err = ledger_notice_read(inside, &index, &shown);
    if (err == ERR_OK) err = ledger_shown_read(shown, &event, &commitment);
    if (err) {
        session_say(session, MSG_OPEN_DAMAGED, STR_NONE, STR_NONE);
        return;
    }
    bool stands = leaf_stands(own, index, &commitment);
    Buf *out = &session->out;
    if (session_has(session, OPTION_JSON)) {
        buf_format(out, "%s\n{\"leaf\":%llu,\"in_ledger\":%s,\"event\":", own->first ? "" : ",", (unsigned long long)index,
                   stands ? "true" : "false");
        ledger_event_json(out, &event);
        buf_char(out, '}');
    } else {
        Buf when = buf_make(session->arena, 64);
        buf_moment(&when, event.at);
        buf_word(out, session->lang, event.kind == LEDGER_OPENED ? MSG_OPEN_OPENED : MSG_OPEN_EVENT, buf_str(&when),
                 event.window, event.purpose);
        buf_puts(out, "\n  ");
        buf_word(out, session->lang, stands ? MSG_OPEN_STANDS : MSG_OPEN_STANDS_NOT, session_number(session, index), STR_NONE,
                 STR_NONE);
        buf_char(out, '\n');
    }
    own->first = false;
}

// {"kind":"state","state":"filed","at":TIME}
static bool filed_moment(Arena *arena, Bytes content, Moment *at) {
    Json json;
    Diags diags = diags_make(arena);
    Str text = {(const char *)content.ptr, content.len};
    if (json_parse(arena, STR("mail"), text, &json, &diags) != ERR_OK || json.kind != JSON_OBJECT) return false;
    const Json *state = json_member(&json, STR("state")), *when = json_member(&json, STR("at"));
    return state && str_is(state->text, "filed") && when && moment_parse(when->text, at);
}

static void item_show(Own *own, Name name, const Mail *mail, uint64_t number) {
    Session *session = own->session;
    Bytes content;
    Moment filed;
    if (mailbox_item_open(session->arena, name, number, &own->reply, mail->box, &content) != ERR_OK) {
        session_say(session, MSG_OPEN_DAMAGED, STR_NONE, STR_NONE);
        return;
    }
    if (session_has(session, OPTION_JSON)) {
        buf_puts(&session->out, own->first ? "\n" : ",\n");
        buf_put(&session->out, (Str){(const char *)content.ptr, content.len});
    } else if (filed_moment(session->arena, content, &filed)) {
        Buf when = buf_make(session->arena, 64);
        buf_moment(&when, filed);
        session_line(session, MSG_OPEN_FILED, buf_str(&when), STR_NONE, STR_NONE);
    } else {
        open_show(session, content);
    }
    own->first = false;
}

// --- the report ---------------------------------------------------------------------------------------------------------

static bool report_show(Own *own, const char *given) {
    Filing filing;
    StreamKey key;
    ReportBody body;
    if (!open_filing(own->session, &own->at, given, &filing)) return false;
    Err err = filing_open_copy(&filing, &own->reply, &key);
    if (err == ERR_OK) err = filing_open_view(own->session->arena, &filing, 0, &key, &body);
    if (err) session_say(own->session, MSG_OPEN_OTHER_KEY, STR_NONE, STR_NONE);
    if (err == ERR_OK) open_show(own->session, body.json);
    return err == ERR_OK;
}

// The mailbox, and the bags in which it goes on. *any: something lies there.
static bool mail_show(Own *own, bool *any) {
    Name name = own->mailbox;
    *any = false;
    for (unsigned further = 1; further <= MAILBAG_FURTHER_MOST + 1; further++) {
        Mailbag bag = {0};
        if (!bag_take(own, name, &bag)) return false;
        for (size_t i = 0; i < bag.count; i++) {
            if (bag.items[i].kind == MAIL_NOTICE)
                notice_show(own, &bag.items[i]);
            else
                item_show(own, name, &bag.items[i], i + 1);
        }
        if (bag.count == 0) break;
        *any = true;
        name = viewing_further(&own->viewing, own->at.office.id, further);
    }
    return true;
}

int open_own(Session *session) {
    Own own = {.session = session, .first = true};
    bool as_json = session_has(session, OPTION_JSON), any;
    if (!open_office(session, &own.at) || !key_take(session, &own.at.office, &own)) return EXIT_BAD;
    if (as_json) buf_puts(&session->out, "{\"report\":");
    if (session->argument_count == 1 && !report_show(&own, session->arguments[0])) return EXIT_NO;
    if (as_json) buf_puts(&session->out, session->argument_count ? ",\"mail\":[" : "null,\"mail\":[");
    tree_take(&own);
    bool read = mail_show(&own, &any);
    if (own.has_tree) ledger_tree_close(&own.tree);
    if (!read) return EXIT_BAD;
    if (as_json) buf_puts(&session->out, "]}\n");
    if (!any) session_say(session, MSG_OPEN_NO_MAIL, STR_NONE, STR_NONE);
    return EXIT_DONE;
}
