// `todoke seal`: a report is sealed here, on the machine of whoever writes it, and leaves as a folder that nobody but the
// chosen windows can open. With --hand-in it goes to the office at once.
#include "base/entropy.h"
#include "base/sys.h"
#include "cli/commands.h"
#include "cli/hand_in.h"
#include "cli/seal_input.h"
#include "cli/seal_show.h"
#include "intake/own_mail.h"
#include "seal/receipt.h"

enum { FILES_MOST = FILING_EVIDENCE_MOST };

typedef struct Sealing {
    Session *session;
    HandIn to;
    ReportRead input;
    ReportFile files[FILES_MOST];
    Hash evidence[FILES_MOST];
    Report report;
    IntakeResult sealed;
    OwnMail mail;
    Parcel parcel;
    Str folder;
} Sealing;

static SealRandom random_source(void) {
    return (SealRandom){entropy_fill, NULL};
}

// --- what must hold before anything is made ----------------------------------------------------------------------------------

static bool windows_have_desks(Sealing *sealing) {
    const ReportRead *input = &sealing->input;
    bool fine = input->window_count > 0;
    if (!fine) seal_show_desks(sealing->session, &sealing->to.list);
    for (size_t i = 0; i < input->window_count; i++) {
        uint32_t epoch = 0;
        WindowPublic key;
        if (keylist_window(&sealing->to.list, input->windows[i].id, &epoch, &key) == ERR_OK) continue;
        seal_show_route(sealing->session, &sealing->report.pack->book, input->windows[i].id);
        fine = false;
    }
    return fine;
}

// Nobody waits for a call that nobody can make.
static bool can_be_called(Sealing *sealing) {
    int phone = map_get(&sealing->report.pack->book.fact_index, STR("contact.phone"));
    if (!session_has(sealing->session, OPTION_CALL_ME)) return true;
    sealing->report.call_me = true;
    if (phone >= 0 && sealing->input.incident.texts[phone].len > 0) return true;
    session_say(sealing->session, MSG_SEAL_NO_PHONE, STR("contact.phone"), STR_NONE);
    return false;
}

static bool prepare(Sealing *sealing) {
    Session *session = sealing->session;
    const Pack *pack = session_pack(session);
    if (!pack) return false;
    sealing->report = (Report){.pack = pack, .at = session->at, .lang = session->lang, .files = sealing->files};
    if (!seal_input_read(session, pack, &sealing->input)) return false;
    if (!windows_have_desks(sealing) || !can_be_called(sealing)) return false;
    sealing->report.incident = &sealing->input.incident;
    sealing->report.narrative = sealing->input.narrative;
    sealing->report.windows = sealing->input.windows;
    sealing->report.window_count = sealing->input.window_count;
    return true;
}

// --- files -------------------------------------------------------------------------------------------------------------------

static Str name_of(Str path) {
    size_t from = path.len;
    while (from > 0 && path.ptr[from - 1] != '/') from--;
    return str_slice(path, from, path.len);
}

static bool evidence_add(Sealing *sealing, const char *path) {
    Session *session = sealing->session;
    size_t index = sealing->report.file_count;
    ReportFile *file = &sealing->files[index];
    *file = (ReportFile){.name = name_of(str_from(path))};
    entropy_fill(NULL, file->id.bytes, sizeof file->id.bytes);
    entropy_fill(NULL, file->key.bytes, sizeof file->key.bytes);
    ParcelFile adding = {.path = path, .file = file};
    Err err = seal_name_fits(file->name) ? ERR_OK : ERR_INPUT;
    if (!err) err = parcel_add(session->arena, &sealing->parcel, sealing->report.id, &adding, random_source());
    sealing->evidence[index] = adding.sealed;
    if (!err) sealing->report.file_count++;
    if (err) session_say(session, seal_file_fault(err), str_from(path), STR_NONE);
    return err == ERR_OK;
}

static bool files_add(Sealing *sealing) {
    const char **paths;
    size_t count = session_all(sealing->session, OPTION_ATTACH, &paths);
    bool fine = count <= FILES_MOST;
    if (!fine) session_say(sealing->session, MSG_SEAL_TOO_MANY, STR_NONE, STR_NONE);
    for (size_t i = 0; fine && i < count; i++) fine = evidence_add(sealing, paths[i]);
    return fine;
}

// --- sealing -----------------------------------------------------------------------------------------------------------------

static bool filing_make(Sealing *sealing) {
    IntakeOffice office = {.list = &sealing->to.list, .random = random_source(), .evidence = sealing->evidence};
    IntakeFault fault;
    Str at = STR_NONE;
    Arena *arena = sealing->session->arena;
    Err err = intake_seal(arena, &sealing->report, &office, &sealing->sealed, &fault, &at);
    if (!err) {
        fault = INTAKE_TOO_LONG;
        err = own_mail_make(arena, &sealing->report, &sealing->sealed, NULL, random_source(), &sealing->mail);
    }
    if (err) session_say(sealing->session, seal_fault(fault), at, STR_NONE);
    return err == ERR_OK;
}

static void folder_name(Sealing *sealing, Str receipt) {
    const char *given = sealing->session->values[OPTION_OUTPUT];
    Arena *arena = sealing->session->arena;
    sealing->folder = given ? str_from(given) : str_join(arena, STR("todoke-"), receipt);
    while (sealing->folder.len > 1 && sealing->folder.ptr[sealing->folder.len - 1] == '/') sealing->folder.len--;
}

// The viewing key is shown before the folder has its name: whoever finds the folder has seen the key.
static bool seal(Sealing *sealing, Str receipt) {
    Session *session = sealing->session;
    if (parcel_begin(session->arena, sealing->folder, &sealing->parcel) != ERR_OK) {
        session_say(session, MSG_SEAL_NO_FOLDER, sealing->folder, STR_NONE);
        return false;
    }
    if (!files_add(sealing) || !filing_make(sealing)) return false;
    seal_show_key(session, receipt, &sealing->sealed.viewing);
    bool shown = session_flush(session);
    sodium_memzero(session->out.ptr, session->out.room);
    if (!shown) return false;
    Err err = parcel_finish(session->arena, &sealing->parcel, sealing->sealed.filing, &sealing->mail.mailing, sealing->folder);
    if (err) session_say(session, err == ERR_REFUSED ? MSG_SEAL_EXISTS : MSG_SEAL_NO_FOLDER, sealing->folder, STR_NONE);
    return err == ERR_OK;
}

static void sealing_wipe(Sealing *sealing) {
    sodium_memzero(sealing->files, sizeof sealing->files);
    sodium_memzero(&sealing->sealed.viewing, sizeof sealing->sealed.viewing);
}

static int seal_new(Sealing *sealing) {
    Session *session = sealing->session;
    if (entropy_open() != ERR_OK || !prepare(sealing)) return EXIT_BAD;
    entropy_fill(NULL, sealing->report.id.bytes, sizeof sealing->report.id.bytes);
    Str receipt = receipt_text(session->arena, receipt_number(sealing->report.id));
    folder_name(sealing, receipt);
    bool made = seal(sealing, receipt);
    if (!made) parcel_drop(&sealing->parcel);
    if (made) seal_show_report(session, &sealing->report, &sealing->sealed, &sealing->to.list, sealing->folder);
    sealing_wipe(sealing);
    return made ? EXIT_DONE : EXIT_BAD;
}

// --- a folder that is there already ------------------------------------------------------------------------------------------

static bool has_seal_options(const Session *session) {
    static const Option options[] = {OPTION_WINDOW, OPTION_NARRATIVE, OPTION_ATTACH, OPTION_CALL_ME, OPTION_OUTPUT};
    bool any = false;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) any = any || session_has(session, options[i]);
    return any;
}

static int seal_again(Sealing *sealing, Str folder) {
    Session *session = sealing->session;
    sealing->folder = folder;
    if (!sealing->to.socket || parcel_open(session->arena, folder, &sealing->parcel) != ERR_OK) {
        session_say(session, sealing->to.socket ? MSG_SEAL_NO_PARCEL : MSG_SEAL_EXISTS, folder, STR_NONE);
        return EXIT_BAD;
    }
    Str receipt = receipt_text(session->arena, receipt_number(sealing->parcel.filing.head.report));
    session_say(session, MSG_SEAL_AS_IT_IS, folder, receipt);
    seal_show_again(session, receipt, folder);
    return EXIT_DONE;
}

static int parcel_hand_in(Sealing *sealing) {
    Session *session = sealing->session;
    Proof proof;
    int status = sealing->to.socket ? hand_in_send(session, &sealing->to, &sealing->parcel, &proof) : EXIT_DONE;
    bool proven = sealing->to.socket && status == EXIT_DONE;
    Str text = proven ? proof_text(session->arena, &proof) : STR_NONE;
    if (proven && parcel_prove(session->arena, &sealing->parcel, text) != ERR_OK)
        session_say(session, MSG_SEAL_PROOF_NOT_KEPT, sealing->folder, STR_NONE);
    if (sealing->to.socket && !proven) session_say(session, MSG_SEAL_AGAIN, sealing->folder, STR_NONE);
    seal_show_proof(session, text, proven ? proof.filed_at : MOMENT_NONE);
    return status;
}

int command_seal(Session *session) {
    Sealing *sealing = NEW(session->arena, Sealing);
    const char *file = session->arguments[0], *out = session->values[OPTION_OUTPUT];
    sealing->session = session;
    if (!hand_in_find(session, &sealing->to)) return EXIT_BAD;
    bool sealed = sys_is_directory(file);
    if (sealed && has_seal_options(session)) {
        session_say(session, MSG_SEAL_SEALED_ALREADY, str_from(file), STR_NONE);
        return EXIT_BAD;
    }
    bool again = sealed || (out && !sys_is_missing(out));
    int status = again ? seal_again(sealing, str_from(sealed ? file : out)) : seal_new(sealing);
    return status == EXIT_DONE ? parcel_hand_in(sealing) : status;
}
