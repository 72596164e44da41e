// The queries of the names room, with the totals kept in step. Knows no segments beyond their records.
#include "store/names.h"

enum { EXPIRE_AT_ONCE = 64 };

static bool class_is_known(int64_t class) {
    return class >= BLOB_DRAFT && class < BLOB_CLASS_END;
}

Err names_totals(Room *room, Arena *arena, Id office, NamesTotal totals[BLOB_CLASS_END]) {
    NameTotalsRow *rows;
    size_t count;
    Err err = query_name_totals(room, arena, &(NameTotalsIn){office}, &rows, &count);
    memset(totals, 0, BLOB_CLASS_END * sizeof *totals);
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        if (!class_is_known(rows[i].kind) || rows[i].count < 0 || rows[i].bytes < 0) return ERR_IO;
        totals[rows[i].kind] = (NamesTotal){(uint64_t)rows[i].count, (uint64_t)rows[i].bytes};
    }
    return err;
}

Err names_find(Room *room, Arena *arena, Name name, NamesEntry *out, bool *found) {
    NameMeasureRow row;
    Err err = query_name_measure(room, arena, &(NameMeasureIn){BYTES_OF(name.bytes)}, &row, found);
    if (err != ERR_OK || !*found) return err;
    if (!class_is_known(row.kind) || row.version <= 0) return ERR_IO;
    *out = (NamesEntry){(uint8_t)row.kind, (uint64_t)row.version, row.expires, (uint64_t)row.bytes};
    return ERR_OK;
}

Err names_blob(Room *room, Arena *arena, Name name, SegmentName *out, bool *found) {
    NameGetRow row;
    Err err = query_name_get(room, arena, &(NameGetIn){BYTES_OF(name.bytes)}, &row, found);
    if (err != ERR_OK || !*found) return err;
    if (!class_is_known(row.kind) || row.version <= 0 || row.sealed.len > BLOB_MOST) return ERR_IO;
    *out = (SegmentName){(uint8_t)row.kind, name, (uint64_t)row.version, row.expires, row.sealed};
    return ERR_OK;
}

Err names_receipt(Room *room, Arena *arena, Id id, Hash *content, Bytes *proof, bool *found) {
    ReceiptGetRow row;
    Err err = query_receipt_get(room, arena, &(ReceiptGetIn){id}, &row, found);
    if (err != ERR_OK || !*found) return err;
    if (row.object_hash.len != sizeof content->bytes) return ERR_IO;
    memcpy(content->bytes, row.object_hash.ptr, sizeof content->bytes);
    *proof = row.proof;
    return ERR_OK;
}

Err names_keep_receipt(Room *room, Id office, const SegmentRecord *record) {
    return query_receipt_add(
        room, &(ReceiptAddIn){record->id, office, BYTES_OF(record->content.bytes), record->accepted, record->proof}, NULL);
}

static Err total_change(Room *room, Id office, uint8_t class, int64_t count, int64_t bytes) {
    return query_name_total_add(room, &(NameTotalAddIn){office, class, count, bytes}, NULL);
}

Err names_keep(Room *room, Arena *arena, Id office, const SegmentName *name) {
    NamesEntry before;
    bool found;
    Err err = names_find(room, arena, name->name, &before, &found);
    if (err == ERR_OK && found) err = total_change(room, office, before.class, -1, -(int64_t)before.bytes);
    if (err == ERR_OK) err = total_change(room, office, name->class, 1, (int64_t)name->blob.len);
    if (err != ERR_OK) return err;
    NamePutIn put = {BYTES_OF(name->name.bytes), office, name->class, (int64_t)name->version, name->expires, name->blob};
    return query_name_put(room, &put, NULL);
}

static Err one_expire(Room *room, Id office, const NameEndedRow *row) {
    if (!class_is_known(row->kind)) return ERR_IO;
    Err err = query_name_end(room, &(NameEndIn){row->name}, NULL);
    return err == ERR_OK ? total_change(room, office, (uint8_t)row->kind, -1, -row->bytes) : err;
}

Err names_expire(Room *room, Arena *arena, Id office, Moment now, bool *any) {
    NameEndedRow *rows;
    size_t count = 0;
    Err err = query_name_ended(room, arena, &(NameEndedIn){now, EXPIRE_AT_ONCE}, &rows, &count);
    *any = err == ERR_OK && count > 0;
    if (!*any) return err;
    err = room_begin(room);
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = one_expire(room, office, &rows[i]);
    }
    if (err == ERR_OK) return room_commit(room);
    room_undo(room);
    return err;
}
