// The files of a draft: listed, added one by one, taken away. A file is noted in the draft only when the spool has all of it;
// its key stands in the draft alone, so what is taken away from there can be read by nobody.
#include "base/limits.h"
#include "portal/attach.h"
#include "portal/file_words.h"
#include "portal/handlers.h"
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

static uint64_t bytes_of(const DraftFileList *files) {
    uint64_t sum = 0;
    for (size_t i = 0; i < files->count; i++) sum += files->items[i].file.size;
    return sum;
}

static Response show(const Request *request, const Kept *kept, const Trouble *trouble) {
    const DraftFileList *files = &kept->draft.files;
    FilesView view = {.error = trouble->words,
                      .can_add = files->count < LIMIT_FILES && bytes_of(files) < LIMIT_FILES_BYTES,
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
                              .hash = file_hash_text(request->arena, one->sha256)}));
    }
    Buf out = pages_begin(request);
    page_files(&out, request->lang, &view);
    return pages_send(request, trouble->status ? trouble->status : 200, &out);
}

Response handle_files(const Request *request) {
    Kept kept;
    if (keep_get(request, request->inputs[FILES_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    return show(request, &kept, &(Trouble){0});
}

// --- adding ------------------------------------------------------------------------------------------------------------------

static Trouble trouble(const Request *request, int status, Msg msg, Str a) {
    Buf words = buf_make(request->arena, WORDS_BYTES);
    buf_word(&words, request->lang, msg, a, (Str){0}, (Str){0});
    return (Trouble){status, buf_str(&words)};
}

static Trouble upload_trouble(const Request *request) {
    static const Msg words[] = {[UPLOAD_NONE] = MSG_FILES_NONE_CHOSEN,
                                [UPLOAD_EMPTY] = MSG_FILES_EMPTY,
                                [UPLOAD_TOO_BIG] = MSG_FILES_TOO_BIG,
                                [UPLOAD_SEVERAL] = MSG_FILES_ONE_BY_ONE};
    UploadFault fault = request->upload->fault;
    if (!fault) return (Trouble){0};
    return trouble(request, fault == UPLOAD_TOO_BIG ? 413 : 422, words[fault],
                   file_size_text(request->arena, LIMIT_FILE_BYTES));
}

static Trouble ceiling_trouble(const Request *request, const DraftFileList *files) {
    Str count = str_format(request->arena, "%d", LIMIT_FILES);
    if (files->count >= LIMIT_FILES) return trouble(request, 422, MSG_FILES_TOO_MANY, count);
    if (bytes_of(files) + request->upload->size <= LIMIT_FILES_BYTES) return (Trouble){0};
    return trouble(request, 413, MSG_FILES_TOO_MUCH, file_size_text(request->arena, LIMIT_FILES_BYTES));
}

static Trouble attach_trouble(const Request *request, AttachFault fault) {
    Trouble said = fault == ATTACH_UPLOAD ? upload_trouble(request) : (Trouble){0};
    if (fault == ATTACH_FINE || said.status) return said;
    return trouble(request, fault == ATTACH_FULL ? 507 : 503, fault == ATTACH_FULL ? MSG_FILES_NO_ROOM : MSG_FILES_NOT_KEPT,
                   (Str){0});
}

// A file is sealed for one report, so there must be a draft before it.
static Err draft_of(const Request *request, Kept *kept) {
    Err err = keep_get(request, request->inputs[FILES_DRAFT].text, kept);
    return err == ERR_OK && kept->version == 0 ? keep_put(request, kept) : err;
}

// Whatever else was answered meanwhile stays; a draft that was handed in meanwhile takes nothing any more.
static Trouble note(const Request *request, Kept *kept, const DraftFile *file) {
    Str code = draft_code_text(request->arena, &kept->code);
    Id report = kept->draft.report;
    Err err = ERR_REFUSED;
    for (int i = 0; i < TRIES && err == ERR_REFUSED; i++) {
        if (keep_get(request, code, kept) != ERR_OK || !id_eq(kept->draft.report, report)) break;
        Trouble full = ceiling_trouble(request, &kept->draft.files);
        if (full.status) return full;
        PUSH(request->arena, kept->draft.files, *file);
        err = keep_put(request, kept);
        if (err != ERR_OK) kept->draft.files.count--;
    }
    return err == ERR_OK ? (Trouble){0} : trouble(request, 503, MSG_FILES_NOT_KEPT, (Str){0});
}

static Trouble add(const Request *request, Kept *kept) {
    DraftFile file;
    Trouble wrong = upload_trouble(request);
    if (!wrong.status) wrong = ceiling_trouble(request, &kept->draft.files);
    if (wrong.status) return wrong;
    Str name = file_name_clean(request->arena, request->upload->name);
    if (!name.len) name = word(request->lang, MSG_FILES_NAMELESS);
    wrong = attach_trouble(request, attach_upload(request, kept->draft.report, name, &file));
    return wrong.status ? wrong : note(request, kept, &file);
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
        if (err == ERR_OK && take_away(&kept.draft.files, id)) err = keep_put(request, &kept);
    }
    return err == ERR_OK ? pages_go(request, "/files") : pages_unavailable(request);
}
