// The files of a draft: listed, added one by one, taken away. The key of a file stands in the draft alone, so what is taken
// away from there can be read by nobody, and the office lets go of it a day later.
#include "base/limits.h"
#include "portal/file_add.h"
#include "portal/file_words.h"
#include "portal/handlers.h"
#include "portal/holding.h"
#include "portal/pages.h"
#include "seal/filing.h"

enum { TRIES = 3, WORDS_BYTES = 4 << 10 };

typedef struct Trouble {
    int status; // 0: none
    Str words;
} Trouble;

static Str file_mark(const Request *request, size_t index) {
    return str_format(request->arena, "file-%zu", index + 1);
}

static Response show(const Request *request, const Kept *kept, const Trouble *trouble) {
    const DraftFileList *files = &kept->draft.files;
    FilesView view = {.error = trouble->words,
                      .can_add = files->count < LIMIT_FILES && file_add_bytes(files) < LIMIT_FILES_BYTES,
                      .most = file_size_text(request->arena, LIMIT_FILE_BYTES),
                      .most_bytes = LIMIT_FILE_BYTES,
                      .files_most = LIMIT_FILES,
                      .all_most = file_size_text(request->arena, LIMIT_FILES_BYTES),
                      .count = (int64_t)files->count};
    view.frame = pages_frame(request, word(request->lang, MSG_FILES_TITLE), STR("/files"));
    pages_fault(request, &view.frame, view.can_add ? "file" : "", trouble->words);
    for (size_t i = 0; i < files->count; i++) {
        const DraftFile *one = &files->items[i];
        PUSH(request->arena, view.files,
             ((FilesFileView){.mark = file_mark(request, i),
                              .id = id_hex(request->arena, one->file.id),
                              .name = one->file.name,
                              .size = file_size_text(request->arena, one->file.size),
                              .hash = file_hash_text(request->arena, one->file.sha256)}));
    }
    Buf out = pages_begin(request);
    page_files(&out, request->lang, request->token, &view);
    return pages_send(request, trouble->status ? trouble->status : 200, &out);
}

Response handle_files(const Request *request) {
    Kept kept;
    if (keep_get(request, request->inputs[FILES_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    return show(request, &kept, &(Trouble){0});
}

// --- adding ------------------------------------------------------------------------------------------------------------------

// A file is sealed for one report, so there must be a draft before it.
static Err draft_of(const Request *request, Kept *kept) {
    Err err = keep_get(request, request->inputs[FILES_DRAFT].text, kept);
    return err == ERR_OK && kept->version == 0 ? keep_put(request, kept) : err;
}

static Trouble add(const Request *request, Kept *kept) {
    DraftFile file;
    FileTrouble wrong = file_add(request, kept, STR_NONE, &file);
    Buf words = buf_make(request->arena, WORDS_BYTES);
    if (!wrong.status) return (Trouble){0};
    buf_word(&words, request->lang, wrong.msg, wrong.arg, STR_NONE, STR_NONE);
    return (Trouble){wrong.status, buf_str(&words)};
}

Response handle_file_add(const Request *request) {
    Kept kept;
    if (draft_of(request, &kept) != ERR_OK) return pages_unavailable(request);
    Trouble wrong = add(request, &kept);
    Response response = wrong.status ? show(request, &kept, &wrong) : pages_go(request, "/files");
    return kept.version ? pages_with_draft(request, response, &kept) : response;
}

// --- taking away -------------------------------------------------------------------------------------------------------------

static bool take_away(DraftFileList *files, Id id) {
    for (size_t i = 0; i < files->count; i++) {
        if (!id_eq(files->items[i].file.id, id)) continue;
        memmove(&files->items[i], &files->items[i + 1], (files->count - i - 1) * sizeof *files->items);
        files->count--;
        return true;
    }
    return false;
}

// What is not there is taken away already.
Response handle_file_remove(const Request *request) {
    Kept kept;
    Id id;
    Err err = ERR_REFUSED;
    if (id_read(request->inputs[FILE_REMOVE_ID].text, &id) != ERR_OK) return pages_go(request, "/files");
    for (int i = 0; i < TRIES && err == ERR_REFUSED; i++) {
        err = keep_get(request, request->inputs[FILES_DRAFT].text, &kept);
        bool was_there = err == ERR_OK && take_away(&kept.draft.files, id);
        if (was_there) err = keep_put(request, &kept);
        if (was_there && err == ERR_OK) err = holding_drop(request, kept.draft.report, id);
    }
    return err == ERR_OK ? pages_go(request, "/files") : pages_unavailable(request);
}
