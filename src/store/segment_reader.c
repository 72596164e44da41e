// Reading segments one record at a time, also while the spool writes them and removes the oldest. Changes nothing.
#include "store/disk.h"
#include "store/segment_files.h"

#include <assert.h>
#include <fcntl.h>

struct SegmentReader {
    int folder, large, file;
    bool skips_large;
    SegmentHead head;
    uint32_t next; // the segment behind this one; 0: none known
    uint64_t end;  // where this one ends if a next one says so; UINT64_MAX: nobody said
};

typedef struct Numbers {
    uint32_t behind, smallest; // the smallest number > behind; 0: none
} Numbers;

static Err number_note(void *at, const char *name) {
    Numbers *numbers = at;
    uint32_t number = segment_file_number(name);
    if (number > numbers->behind && (numbers->smallest == 0 || number < numbers->smallest)) numbers->smallest = number;
    return ERR_OK;
}

static Err number_behind(const SegmentReader *reader, uint32_t number, uint32_t *out) {
    Numbers numbers = {.behind = number};
    Err err = disk_list(reader->folder, number_note, &numbers);
    *out = numbers.smallest;
    return err;
}

static Err head_load(const SegmentReader *reader, uint32_t number, int *file, SegmentHead *out) {
    char name[SEGMENT_FILE_NAME];
    segment_file_name(number, name);
    Err err = disk_open(reader->folder, name, false, file);
    if (err == ERR_OK) err = segment_file_head(*file, out);
    if (err == ERR_OK && out->number != number) err = ERR_SEALED;
    if (err != ERR_OK) {
        disk_close(*file);
        *file = -1;
    }
    return err;
}

// Whether there is a segment behind the open one, and where that one says this one ends.
static Err next_load(SegmentReader *reader) {
    reader->end = UINT64_MAX;
    Err err = number_behind(reader, reader->head.number, &reader->next);
    if (err != ERR_OK || reader->next != reader->head.number + 1) return err;
    SegmentHead next;
    int file;
    err = head_load(reader, reader->next, &file, &next);
    disk_close(file);
    if (err == ERR_OK && next.previous_end >= SEGMENT_HEAD) reader->end = next.previous_end;
    if (err == ERR_SEALED) reader->next = 0; // it is only being made
    return err == ERR_SEALED ? ERR_OK : err;
}

// Opens the segment of the place, or the first behind it. *found false: there is none.
static Err segment_load(SegmentReader *reader, SpoolPlace *place, bool *found) {
    *found = true;
    if (reader->file >= 0 && reader->head.number == place->segment) return ERR_OK;
    disk_close(reader->file);
    reader->file = -1;
    char name[SEGMENT_FILE_NAME];
    segment_file_name(place->segment, name);
    if (place->segment == 0 || disk_is_missing(reader->folder, name)) {
        uint32_t number;
        Err err = number_behind(reader, place->segment, &number);
        *found = number != 0;
        if (err != ERR_OK || number == 0) return err;
        *place = (SpoolPlace){number, SEGMENT_HEAD};
    }
    Err err = head_load(reader, place->segment, &reader->file, &reader->head);
    if (place->offset < SEGMENT_HEAD) place->offset = SEGMENT_HEAD;
    return err == ERR_OK ? next_load(reader) : err;
}

// The record at a place of an open segment, without the blob of a large one. ERR_INPUT: there is no whole record.
static Err record_load(int file, const SegmentHead *head, uint64_t offset, Arena *arena, SegmentRecord *out, uint64_t *size) {
    unsigned char first[SEGMENT_RECORD_HEAD];
    size_t got;
    if (disk_read(file, offset, first, sizeof first, &got) != ERR_OK) return ERR_IO;
    if (got < sizeof first || segment_record_size(BYTES_OF(first), size) != ERR_OK) return ERR_INPUT;
    uint64_t length;
    if (disk_length(file, &length) != ERR_OK) return ERR_IO;
    if (length < offset || *size > length - offset) return ERR_INPUT; // before taking memory for it
    unsigned char *bytes = arena_alloc(arena, *size);
    if (disk_read(file, offset, bytes, *size, &got) != ERR_OK) return ERR_IO;
    return got == *size ? segment_record_read((Bytes){bytes, got}, head, offset, out) : ERR_INPUT;
}

// Behind a damaged record: the next place where a whole one begins, or the end.
static Err record_search(const SegmentReader *reader, Arena *arena, uint64_t *offset, uint64_t limit) {
    uint64_t length, size;
    SegmentRecord record;
    Err err = disk_length(reader->file, &length);
    if (limit > length) limit = length;
    for (*offset += 8; err == ERR_OK && *offset < limit; *offset += 8) {
        err = record_load(reader->file, &reader->head, *offset, arena, &record, &size);
        if (err == ERR_OK) return ERR_OK;
        if (err == ERR_INPUT) err = ERR_OK;
    }
    *offset = limit > *offset ? *offset : limit;
    return err;
}

static Err blob_load(const SegmentReader *reader, Arena *arena, SegmentRecord *record) {
    char name[SEGMENT_LARGE_NAME];
    segment_large_name(record->id, name);
    int file;
    if (disk_open(reader->large, name, false, &file) != ERR_OK) return ERR_SEALED;
    uint64_t length;
    size_t got = 0;
    Err err = disk_length(file, &length);
    if (err == ERR_OK && length == record->blob_len) {
        unsigned char *bytes = arena_alloc(arena, length);
        err = disk_read(file, 0, bytes, length, &got);
        record->blob = (Bytes){bytes, got};
    }
    disk_close(file);
    if (err != ERR_OK) return err;
    Hash content;
    bool whole = got == record->blob_len && segment_content(record->kind, record->blob, &content) == ERR_OK;
    return whole && hash_eq(content, record->content) ? ERR_OK : ERR_SEALED;
}

typedef enum Read { READ_RECORD, READ_END, READ_AGAIN, READ_DAMAGED } Read;

static uint64_t place_limit(const SegmentReader *reader, SpoolPlace until) {
    uint64_t limit = reader->end;
    return until.segment == reader->head.number && until.offset < limit ? until.offset : limit;
}

// What stands at the place, in the open segment.
static Err record_take(SegmentReader *reader, Arena *arena, SpoolPlace *place, SpoolPlace until, SegmentRecord *out,
                       Read *read) {
    uint64_t size = 0, limit = place_limit(reader, until);
    bool knew_next = reader->next != 0;
    *read = READ_RECORD;
    Err err = ERR_INPUT;
    if (place->offset < limit) {
        err = record_load(reader->file, &reader->head, place->offset, arena, out, &size);
        if (err == ERR_OK && size > limit - place->offset) err = ERR_INPUT;
    }
    if (err == ERR_OK) {
        place->offset += size;
        return ERR_OK;
    }
    if (err == ERR_IO) return ERR_IO;
    if (place->offset < limit && limit != UINT64_MAX) {
        *read = READ_DAMAGED;
        return record_search(reader, arena, &place->offset, limit);
    }
    if (!knew_next) err = next_load(reader);
    *read = reader->next && !knew_next ? READ_AGAIN : READ_END; // again: now it is known where this one ends
    if (err == ERR_IO || *read == READ_AGAIN || place->offset >= limit) return err == ERR_IO ? ERR_IO : ERR_OK;
    // Nobody says where this one ends. A whole record behind what cannot be read shows that this is not the end.
    uint64_t behind = place->offset, length;
    err = record_search(reader, arena, &behind, limit);
    if (err == ERR_OK) err = disk_length(reader->file, &length);
    if (err == ERR_OK && behind < length) {
        place->offset = behind;
        *read = READ_DAMAGED;
    }
    return err;
}

Err segment_reader_next(SegmentReader *reader, Arena *arena, SpoolPlace *place, SpoolPlace until, SegmentRecord *out,
                        bool *found) {
    *found = false;
    while (spool_place_before(*place, until)) {
        Read read;
        bool there;
        Err err = segment_load(reader, place, &there);
        if (err != ERR_OK || !there || !spool_place_before(*place, until)) return err;
        err = record_take(reader, arena, place, until, out, &read);
        if (err != ERR_OK) return err;
        if (read == READ_DAMAGED) return ERR_SEALED;
        if (read == READ_RECORD) {
            if (out->is_large && !reader->skips_large) err = blob_load(reader, arena, out);
            *found = err == ERR_OK;
            return err;
        }
        if (read == READ_END && (reader->next == 0 || reader->next > until.segment)) return ERR_OK;
        if (read == READ_END) *place = (SpoolPlace){reader->next, SEGMENT_HEAD};
    }
    return ERR_OK;
}

Err segment_reader_open(Arena *arena, const char *folder, SegmentReader **out) {
    SegmentReader *reader = NEW(arena, SegmentReader);
    *reader = (SegmentReader){.folder = -1, .large = -1, .file = -1};
    reader->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (reader->folder >= 0) reader->large = openat(reader->folder, SEGMENT_LARGE_FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (reader->large < 0) {
        segment_reader_close(reader);
        return ERR_IO;
    }
    *out = reader;
    return ERR_OK;
}

void segment_reader_skip_large(SegmentReader *reader) {
    reader->skips_large = true;
}

void segment_reader_close(SegmentReader *reader) {
    disk_close(reader->file);
    disk_close(reader->large);
    disk_close(reader->folder);
}
