// Knows neither where a body comes from nor where it goes.
#include "web/upload.h"

#include "web/form_token.h"

enum {
    FORM_MOST = 16 << 10, // of a form besides its file
    FORM_END = 4,         // two dashes and a line end, behind the last mark
    TOKEN_MOST = 64,
    STATUS_BAD = 400,
    STATUS_TOO_BIG = 413,
};

static Err refuse(Upload *upload, int status) {
    upload->status = status;
    return ERR_INPUT;
}

static Err fill(Upload *upload) {
    int status = upload->source.next(upload->source.at, &upload->rest);
    return status ? refuse(upload, status) : ERR_OK;
}

// What was pulled is counted against the length of the whole body by whoever gives it.
typedef struct Beginning {
    uint64_t pulled, length;
} Beginning;

static Err file_found(Upload *upload, Arena *arena, const Beginning *beginning) {
    uint64_t before = beginning->pulled - upload->rest.len, end = upload->form->mark_len + FORM_END;
    if (before + end > beginning->length) return refuse(upload, STATUS_BAD);
    upload->size = upload->left = beginning->length - before - end;
    upload->name = str_copy(arena, upload->form->part.file);
    return ERR_OK;
}

// Of the fields before the file only the token is of interest: what a route needs to know stands in its address and its
// cookies. A field may come in pieces; what is longer than any token is not it.
static void field_found(Upload *upload, Arena *arena, Bytes data) {
    const MultipartPart *part = &upload->form->part;
    Str piece = {(const char *)data.ptr, data.len};
    if (!part->has_file && str_is(part->name, FORM_TOKEN_FIELD) && upload->token.len < TOKEN_MOST)
        upload->token = str_join(arena, upload->token, piece);
}

static Err file_find(Upload *upload, Arena *arena, uint64_t length) {
    Beginning beginning = {.length = length};
    for (;;) {
        Bytes data;
        MultipartEvent event = multipart_take(upload->form, &upload->rest, &data);
        if (event == MULTIPART_BROKEN) return refuse(upload, STATUS_BAD);
        if (event == MULTIPART_PART && upload->form->part.has_file) return file_found(upload, arena, &beginning);
        if (event == MULTIPART_DATA) field_found(upload, arena, data);
        if (event != MULTIPART_MORE) continue;
        if (fill(upload) != ERR_OK) return ERR_INPUT;
        beginning.pulled += upload->rest.len;
        if (upload->rest.len > 0 && beginning.pulled <= FORM_MOST + LIMIT_HTTP_HEAD_BYTES) continue;
        if (upload->rest.len > 0 || !multipart_is_whole(upload->form)) return refuse(upload, STATUS_BAD);
        upload->fault = UPLOAD_NONE;
        return ERR_OK;
    }
}

void upload_begin(Upload *upload, Arena *arena, const HttpHead *head, BodySource source, uint64_t most) {
    Str boundary = multipart_boundary(http_head_field(head, "content-type"));
    bool is_too_big = head->length > most + (boundary.len ? FORM_MOST : 0);
    *upload = (Upload){.source = source, .size = head->length, .left = head->length};
    if (is_too_big && boundary.len && head->awaits_answer) {
        upload->status = STATUS_TOO_BIG;
        return;
    }
    if (boundary.len) {
        upload->form = NEW(arena, Multipart);
        multipart_begin(upload->form, boundary);
        if (file_find(upload, arena, head->length) != ERR_OK || upload->fault) return;
    }
    if (is_too_big || upload->size > most) upload->fault = UPLOAD_TOO_BIG;
    if (upload->size == 0) upload->fault = upload->form && upload->name.len == 0 ? UPLOAD_NONE : UPLOAD_EMPTY;
}

static Err take(Upload *upload, Bytes *piece) {
    if (piece->len > upload->left) return refuse(upload, STATUS_BAD);
    upload->left -= piece->len;
    return ERR_OK;
}

// Behind the file: nothing but the end of the form. A mark inside of it is the end of it, and then the length was wrong.
static Err form_next(Upload *upload, Bytes *piece) {
    for (;;) {
        MultipartEvent event = multipart_take(upload->form, &upload->rest, piece);
        if (event == MULTIPART_DATA) return take(upload, piece);
        if (event == MULTIPART_PART && upload->form->part.has_file) upload->fault = UPLOAD_SEVERAL;
        if (upload->fault) return ERR_INPUT;
        if (event == MULTIPART_BROKEN || event == MULTIPART_PART) return refuse(upload, STATUS_BAD);
        if (event == MULTIPART_OVER) continue;
        if (fill(upload) != ERR_OK) return ERR_INPUT;
        if (upload->rest.len > 0) continue;
        return multipart_is_whole(upload->form) && upload->left == 0 ? ERR_OK : refuse(upload, STATUS_BAD);
    }
}

Err upload_next(Upload *upload, Bytes *piece) {
    *piece = (Bytes){0};
    if (upload->fault || upload->status) return ERR_INPUT;
    if (upload->form) return form_next(upload, piece);
    if (fill(upload) != ERR_OK) return ERR_INPUT;
    *piece = upload->rest;
    upload->rest = (Bytes){0};
    return piece->len > 0 || upload->left == 0 ? take(upload, piece) : refuse(upload, STATUS_BAD);
}
