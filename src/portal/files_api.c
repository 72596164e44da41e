// POST /api/v1/files: evidence for a report that is not handed in yet. The first one begins a draft; its code names the files
// from then on, for further ones and for the report.
#include "portal/files_api.h"
#include "base/code.h"
#include "portal/file_add.h"
#include "portal/handlers.h"
#include "web/fault.h"
#include "web/upload.h"

enum { ANSWER_BYTES = 8 << 10 };

Err files_api_find(const Request *request, Str code, Kept *out) {
    Err err = keep_get(request, code, out);
    return err != ERR_OK ? ERR_IO : out->version ? ERR_OK : ERR_REFUSED;
}

Response files_api_refuse(const Request *request, Err err) {
    if (err == ERR_REFUSED) return fault_response(request, &(Fault){.status = 422, .detail = MSG_API_NO_FILES});
    return fault_response(request, &(Fault){.status = 503, .detail = MSG_WEB_NOT_READY, .retry_seconds = 5});
}

static Response answer(const Request *request, const Kept *kept, const DraftFile *file) {
    Buf out = buf_make(request->arena, ANSWER_BYTES);
    buf_puts(&out, "{\"files\":");
    buf_json(&out, draft_code_text(request->arena, &kept->code));
    buf_format(&out, ",\"count\":%zu,\"name\":", kept->draft.files.count);
    buf_json(&out, file->file.name);
    buf_format(&out, ",\"size\":%llu,\"sha256\":", (unsigned long long)file->file.size);
    buf_json(&out, code_hex(request->arena, BYTES_OF(file->file.sha256)));
    buf_puts(&out, "}\n");
    return response_json(201, buf_str(&out));
}

Response handle_file_upload(const Request *request) {
    const InputValue *code = &request->inputs[UPLOAD_FILES];
    Kept kept = {0};
    DraftFile file;
    Err err = code->is_given ? files_api_find(request, code->text, &kept) : keep_get(request, STR_NONE, &kept);
    if (err == ERR_OK && !code->is_given && !request->upload->fault) err = keep_put(request, &kept);
    if (err != ERR_OK) return files_api_refuse(request, err == ERR_REFUSED && code->is_given ? ERR_REFUSED : ERR_IO);
    FileTrouble wrong = file_add(request, &kept, request->inputs[UPLOAD_NAME].text, &file);
    if (!wrong.status) return answer(request, &kept, &file);
    return fault_response(request, &(Fault){.status = wrong.status,
                                            .detail = wrong.msg,
                                            .args = {wrong.arg},
                                            .retry_seconds = wrong.status == 503   ? 5
                                                             : wrong.status == 507 ? 300
                                                                                   : 0});
}
