// A file is noted in the draft only when the spool has all of it, and only while there is room in the draft that is there then.
#include "portal/file_add.h"

#include "base/limits.h"
#include "portal/attach.h"
#include "portal/file_words.h"

enum { TRIES = 3 };

uint64_t file_add_bytes(const DraftFileList *files) {
    uint64_t sum = 0;
    for (size_t i = 0; i < files->count; i++) sum += files->items[i].file.size;
    return sum;
}

static FileTrouble upload_trouble(const Request *request) {
    static const Msg words[] = {[UPLOAD_NONE] = MSG_FILES_NONE_CHOSEN,
                                [UPLOAD_EMPTY] = MSG_FILES_EMPTY,
                                [UPLOAD_TOO_BIG] = MSG_FILES_TOO_BIG,
                                [UPLOAD_SEVERAL] = MSG_FILES_ONE_BY_ONE};
    UploadFault fault = request->upload->fault;
    if (!fault) return (FileTrouble){0};
    Str most = file_size_text(request->arena, LIMIT_FILE_BYTES);
    return (FileTrouble){fault == UPLOAD_TOO_BIG ? 413 : 422, words[fault], most};
}

static FileTrouble ceiling_trouble(const Request *request, const DraftFileList *files) {
    Str count = str_format(request->arena, "%d", LIMIT_FILES);
    if (files->count >= LIMIT_FILES) return (FileTrouble){422, MSG_FILES_TOO_MANY, count};
    if (file_add_bytes(files) + request->upload->size <= LIMIT_FILES_BYTES) return (FileTrouble){0};
    return (FileTrouble){413, MSG_FILES_TOO_MUCH, file_size_text(request->arena, LIMIT_FILES_BYTES)};
}

static FileTrouble attach_trouble(const Request *request, AttachFault fault) {
    FileTrouble said = fault == ATTACH_UPLOAD ? upload_trouble(request) : (FileTrouble){0};
    if (fault == ATTACH_FINE || said.status) return said;
    return fault == ATTACH_FULL ? (FileTrouble){.status = 507, .msg = MSG_FILES_NO_ROOM}
                                : (FileTrouble){.status = 503, .msg = MSG_FILES_NOT_KEPT};
}

// Whatever else was answered meanwhile stays; a draft that was handed in meanwhile takes nothing any more.
static FileTrouble note(const Request *request, Kept *kept, const DraftFile *file) {
    Str code = draft_code_text(request->arena, &kept->code);
    Id report = kept->draft.report;
    Err err = ERR_REFUSED;
    for (int i = 0; i < TRIES && err == ERR_REFUSED; i++) {
        if (keep_get(request, code, kept) != ERR_OK || !id_eq(kept->draft.report, report)) break;
        FileTrouble full = ceiling_trouble(request, &kept->draft.files);
        if (full.status) return full;
        PUSH(request->arena, kept->draft.files, *file);
        err = keep_put(request, kept);
        if (err != ERR_OK) kept->draft.files.count--;
    }
    return err == ERR_OK ? (FileTrouble){0} : (FileTrouble){.status = 503, .msg = MSG_FILES_NOT_KEPT};
}

FileTrouble file_add(const Request *request, Kept *kept, Str name, DraftFile *out) {
    FileTrouble wrong = upload_trouble(request);
    if (!wrong.status) wrong = ceiling_trouble(request, &kept->draft.files);
    if (wrong.status) return wrong;
    Str clean = file_name_clean(request->arena, name.len ? name : request->upload->name);
    if (!clean.len) clean = word(request->lang, MSG_FILES_NAMELESS);
    wrong = attach_trouble(request, attach_upload(request, kept->draft.report, clean, out));
    return wrong.status ? wrong : note(request, kept, out);
}
