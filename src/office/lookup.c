// The vault is read only. A receipt number follows from the report's id and stands nowhere, so all ids are gone through.
#include "office/lookup.h"

#include "base/limits.h"
#include "seal/filing.h"
#include "store/room.h"
#include "store/shelf.h"

enum { IDS_AT_ONCE = 4096 };

static Err core_take(Arena *arena, Str data, Room *room, Id report, Bytes *out) {
    FilingGetIn in = {report};
    FilingGetRow row;
    Shelf shelf;
    bool found;
    Err err = query_filing_get(room, arena, &in, &row, &found);
    if (err || !found) return err ? ERR_IO : ERR_INPUT;
    *out = row.sealed;
    if (row.sealed.ptr) return ERR_OK;
    // A long one lies beside the room.
    err = shelf_open(str_join(arena, data, STR("/vault/large")), arena, &shelf);
    return err ? err : shelf_get(&shelf, arena, id_hex(arena, report), FILING_BYTES_MOST, out);
}

Err lookup_core(Arena *arena, Str data, Id report, Bytes *out) {
    Room *room;
    Err err = room_open(arena, data, ROOM_VAULT, ROOM_READ, &room);
    if (err == ERR_OK) err = core_take(arena, data, room, report, out);
    room_close(room);
    return err == ERR_INPUT ? ERR_INPUT : err ? ERR_IO : ERR_OK;
}

Err lookup_receipt(Arena *arena, Str data, ReceiptNumber number, Id *out, size_t most, size_t *count) {
    Room *room;
    Arena scratch = arena_make(NULL, NULL);
    ReportAfterRow *rows;
    size_t row_count = 0;
    ReportAfterIn in = {.most = IDS_AT_ONCE};
    *count = 0;
    Err err = room_open(arena, data, ROOM_VAULT, ROOM_READ, &room);
    do {
        if (err == ERR_OK) err = query_report_after(room, &scratch, &in, &rows, &row_count);
        for (size_t i = 0; err == ERR_OK && i < row_count && *count < most; i++) {
            if (receipt_number(rows[i].report_id).value == number.value) out[(*count)++] = rows[i].report_id;
        }
        if (err == ERR_OK && row_count) in.after = rows[row_count - 1].report_id;
        arena_reset(&scratch);
    } while (err == ERR_OK && row_count == IDS_AT_ONCE);
    arena_free(&scratch);
    room_close(room);
    return err ? ERR_IO : ERR_OK;
}
