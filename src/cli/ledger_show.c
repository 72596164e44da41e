// `todoke ledger show`: the inspectors read the events, with the people behind the pseudonyms. They see who opened what, when
// and why, and nothing of any report. Each event is compared with its leaf before it is shown.
#include "base/sys.h"
#include "cli/ledger.h"
#include "office/keyfile.h"
#include "store/ledger_read.h"

#include <fcntl.h>
#include <unistd.h>

static const Msg kind_words[LEDGER_KIND_LAST + 1] = {
    [LEDGER_FILED] = MSG_LEDGER_KIND_FILED,         [LEDGER_OPENED] = MSG_LEDGER_KIND_OPENED,
    [LEDGER_CARD] = MSG_LEDGER_KIND_CARD,           [LEDGER_GRANTED] = MSG_LEDGER_KIND_GRANTED,
    [LEDGER_REVOKED] = MSG_LEDGER_KIND_REVOKED,     [LEDGER_KEYS] = MSG_LEDGER_KIND_KEYS,
    [LEDGER_WINDOW] = MSG_LEDGER_KIND_WINDOW,       [LEDGER_DELETED] = MSG_LEDGER_KIND_DELETED,
    [LEDGER_RECOVERED] = MSG_LEDGER_KIND_RECOVERED, [LEDGER_SHARED] = MSG_LEDGER_KIND_SHARED,
    [LEDGER_STARTED] = MSG_LEDGER_KIND_STARTED,
};

typedef struct Show {
    Session *session;
    InspectorPair key;
    Id office;
    LedgerTree tree;
    Arena scratch;
} Show;

static Str id_or_nothing(Arena *arena, Id id) {
    return id_is_zero(id) ? STR_NONE : id_hex(arena, id);
}

static void tell(Show *show, Msg msg, Str a, Str b, Str c) {
    buf_word(&show->session->out, show->session->lang, msg, a, b, c);
    buf_char(&show->session->out, '\n');
}

static void print_text(Show *show, uint64_t index, const LedgerInside *inside, const LedgerEvent *event) {
    Arena *arena = &show->scratch;
    Buf at = buf_make(arena, 64);
    buf_moment(&at, event->at);
    tell(show, MSG_LEDGER_SHOW_LINE, str_format(arena, "%llu", (unsigned long long)index), buf_str(&at),
         word(show->session->lang, kind_words[event->kind]));
    if (!id_is_zero(event->report)) tell(show, MSG_LEDGER_SHOW_REPORT, id_hex(arena, event->report), event->window, STR_NONE);
    if (!id_is_zero(inside->officer))
        tell(show, MSG_LEDGER_SHOW_WHO, id_hex(arena, inside->officer), id_or_nothing(arena, inside->second), STR_NONE);
    if (event->purpose.len) tell(show, MSG_LEDGER_SHOW_WHY, event->purpose, STR_NONE, STR_NONE);
}

static void print_json(Show *show, uint64_t index, const LedgerInside *inside, const LedgerEvent *event) {
    Buf *out = &show->session->out;
    buf_format(out, "{\"index\":%llu,\"event\":", (unsigned long long)index);
    ledger_event_json(out, event);
    if (!id_is_zero(inside->officer))
        buf_format(out, ",\"officer\":\"%.*s\"", STR_ARG(id_hex(&show->scratch, inside->officer)));
    if (!id_is_zero(inside->second)) buf_format(out, ",\"second\":\"%.*s\"", STR_ARG(id_hex(&show->scratch, inside->second)));
    buf_puts(out, "}\n");
}

static Err show_entry(Show *show, const LedgerEntry *entry) {
    LedgerInside inside;
    LedgerEvent event;
    Bytes content;
    MerkleHash leaf;
    Bytes context = ledger_inside_context(&show->scratch, show->office, entry->index);
    Err err = box_open(&show->scratch, BOX_EVENT, BOX_OPENER(&show->key), context, entry->inspector_box, &content);
    if (!err) err = ledger_inside_read(content, &inside, &event);
    if (!err) err = ledger_tree_leaf(&show->tree, entry->index, &leaf);
    if (err) return err;
    MerkleHash commitment = ledger_commit(inside.salt, inside.event);
    if (!merkle_same(&leaf, &commitment)) return ERR_SEALED;
    if (session_has(show->session, OPTION_JSON))
        print_json(show, entry->index, &inside, &event);
    else
        print_text(show, entry->index, &inside, &event);
    return ERR_OK;
}

static int show_entries(Show *show, int file) {
    const char *from_text = show->session->values[OPTION_FROM];
    LedgerReader reader = ledger_reader(show->session->arena, file);
    LedgerEntry entry;
    uint64_t from = 0;
    if (from_text && !note_number(str_from(from_text), MERKLE_SIZE_MAX, &from)) {
        session_say(show->session, MSG_LEDGER_WHAT, STR_NONE, STR_NONE);
        return EXIT_BAD;
    }
    for (uint64_t i = 0; i < show->tree.checkpoint.size; i++) {
        LedgerNext next = ledger_read_entry(&reader, &entry);
        Err err = next == LEDGER_UNREADABLE ? ERR_IO : next == LEDGER_ENTRY ? ERR_OK : ERR_INPUT;
        if (!err && i >= from) err = show_entry(show, &entry);
        arena_reset(&show->scratch);
        if (!err) continue;
        session_say(show->session, err == ERR_IO ? MSG_LEDGER_UNREADABLE : MSG_LEDGER_SHOW_DAMAGED,
                    str_format(show->session->arena, "%llu", (unsigned long long)i), STR_NONE);
        return err == ERR_IO ? EXIT_BAD : EXIT_NO;
    }
    return EXIT_DONE;
}

static bool read_key(Show *show, const char *path) {
    Session *session = show->session;
    KeyFile file;
    Grain grain;
    Str passphrase = {0};
    Err err = keyfile_read(session->arena, path, KEYFILE_INSPECTOR, &file);
    if (!err && file.is_locked && !session_passphrase(session, MSG_LEDGER_SHOW_PASSPHRASE, STR_NONE, &passphrase)) return false;
    if (!err) err = keyfile_open(&file, passphrase, &grain);
    if (err) {
        session_say(session, MSG_LEDGER_SHOW_KEY, str_from(path), STR_NONE);
        return false;
    }
    show->office = file.office;
    show->key = key_inspector(&grain);
    grain_wipe(&grain);
    return true;
}

int ledger_show(Session *session) {
    Show show = {.session = session, .scratch = arena_make(NULL, NULL), .tree = {.leaves = -1, .nodes = -1}};
    const char *folder = ledger_folder(session, 2);
    int status = EXIT_BAD;
    if (session->argument_count < 2) {
        session_say(session, MSG_LEDGER_WHAT, STR_NONE, STR_NONE);
    } else if (read_key(&show, session->arguments[1])) {
        int file = open(str_c(session->arena, str_format(session->arena, "%s/entries", folder)), O_RDONLY | O_CLOEXEC);
        if (file < 0 || ledger_tree_open(session->arena, folder, &show.tree) != ERR_OK)
            session_say(session, MSG_LEDGER_UNREADABLE, str_from(folder), STR_NONE);
        else
            status = show_entries(&show, file);
        if (file >= 0) close(file);
    }
    ledger_tree_close(&show.tree);
    sodium_memzero(&show.key, sizeof show.key);
    arena_free(&show.scratch);
    return status;
}
