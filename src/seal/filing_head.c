// Rules, bytes and bindings of the clear head. Knows no key.
#include "seal/filing_head.h"

#include "seal/letter.h"

enum { VERSION = 1, NAME_MOST = 64, SECOND_KEM_NONE = 0 };

static bool name_sound(Str name) {
    return name.len > 0 && name.len <= NAME_MOST;
}

static bool forms_sound(const FilingHead *head) {
    for (size_t i = 0; i < head->form_count; i++) {
        if (!name_sound(head->forms[i]) || (i > 0 && str_compare(head->forms[i - 1], head->forms[i]) >= 0)) {
            return false;
        }
    }
    return head->form_count <= FILING_FORMS_MOST;
}

// In order, and no view but the first without a window.
static bool windows_sound(const FilingHead *head) {
    unsigned used = 1;
    if (head->window_count > FILING_WINDOWS_MOST || head->view_count == 0 || head->view_count > FILING_VIEWS_MOST) {
        return false;
    }
    for (size_t i = 0; i < head->window_count; i++) {
        const FilingWindow *window = &head->windows[i];
        if (!name_sound(window->id) || window->epoch == 0 || window->view >= head->view_count ||
            (i > 0 && str_compare(window[-1].id, window->id) >= 0)) {
            return false;
        }
        used |= 1u << window->view;
    }
    return used == (1u << head->view_count) - 1;
}

static bool clock_before(const FilingClock *a, const FilingClock *b) {
    if (a->window != b->window) {
        return a->window < b->window;
    }
    return a->due != b->due ? a->due < b->due : str_compare(a->stage, b->stage) < 0;
}

static bool clocks_sound(const FilingHead *head) {
    for (size_t i = 0; i < head->clock_count; i++) {
        const FilingClock *clock = &head->clocks[i];
        if (!name_sound(clock->stage) || clock->window >= head->window_count || (i > 0 && !clock_before(clock - 1, clock))) {
            return false;
        }
    }
    return head->clock_count <= FILING_CLOCKS_MOST;
}

Err filing_head_check(const FilingHead *head) {
    bool sound = !id_is_zero(head->report) && !id_is_zero(head->office) && name_sound(head->pack) &&
                 name_sound(head->pack_version) && head->size_class <= STREAM_BODY_LAST && head->keeper_epoch > 0;
    return sound && forms_sound(head) && windows_sound(head) && clocks_sound(head) ? ERR_OK : ERR_INPUT;
}

bool filing_letters_sound(Id report, const Bytes *letters, size_t count) {
    Letter letter = {0};
    for (size_t i = 0; i < count; i++) {
        Id before = letter.head.letter;
        if (letter_read(letters[i], &letter) != ERR_OK || !id_eq(letter.head.report, report) ||
            id_compare(before, letter.head.letter) >= 0) {
            return false;
        }
    }
    return count <= FILING_LETTERS_MOST;
}

bool filing_evidence_sound(const FilingEvidence *evidence, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Id before = i > 0 ? evidence[i - 1].id : (Id){{0}};
        if (id_compare(before, evidence[i].id) >= 0 || evidence[i].size_class < STREAM_EVIDENCE_FIRST ||
            evidence[i].size_class > STREAM_EVIDENCE_LAST) {
            return false;
        }
    }
    return count <= FILING_EVIDENCE_MOST;
}

void filing_head_write(ByteWriter *out, const FilingHead *head) {
    bytes_put_u8(out, VERSION);
    bytes_put(out, BYTES_OF(head->report.bytes));
    bytes_put(out, BYTES_OF(head->office.bytes));
    bytes_put(out, BYTES_OF(head->key_list.bytes));
    bytes_put_name(out, head->pack);
    bytes_put_name(out, head->pack_version);
    bytes_put(out, BYTES_OF(head->pack_hash));
    bytes_put_u8(out, (uint8_t)head->size_class);
    bytes_put_u8(out, (uint8_t)head->view_count);
    bytes_put_u32(out, head->keeper_epoch);
    bytes_put_u8(out, (uint8_t)head->form_count);
    for (size_t i = 0; i < head->form_count; i++) {
        bytes_put_name(out, head->forms[i]);
    }
    bytes_put_u8(out, (uint8_t)head->window_count);
    for (size_t i = 0; i < head->window_count; i++) {
        bytes_put_name(out, head->windows[i].id);
        bytes_put_u32(out, head->windows[i].epoch);
        bytes_put_u8(out, (uint8_t)head->windows[i].view);
    }
    bytes_put_u16(out, (uint16_t)head->clock_count);
    for (size_t i = 0; i < head->clock_count; i++) {
        bytes_put_u8(out, (uint8_t)head->clocks[i].window);
        bytes_put_name(out, head->clocks[i].stage);
        bytes_put_u64(out, (uint64_t)head->clocks[i].due);
    }
    bytes_put(out, BYTES_OF(head->reply.box.bytes));
    bytes_put(out, BYTES_OF(head->mailbox.bytes));
    bytes_put_u8(out, SECOND_KEM_NONE);
}

static void lists_take(Arena *arena, ByteReader *reader, FilingHead *out) {
    out->form_count = bytes_take_u8(reader);
    out->forms = NEW_ARRAY(arena, Str, out->form_count);
    for (size_t i = 0; i < out->form_count; i++) {
        out->forms[i] = bytes_take_name(reader);
    }
    out->window_count = bytes_take_u8(reader);
    out->windows = NEW_ARRAY(arena, FilingWindow, out->window_count);
    for (size_t i = 0; i < out->window_count; i++) {
        out->windows[i].id = bytes_take_name(reader);
        out->windows[i].epoch = bytes_take_u32(reader);
        out->windows[i].view = bytes_take_u8(reader);
    }
    out->clock_count = bytes_take_u16(reader);
    reader->broken = reader->broken || out->clock_count > FILING_CLOCKS_MOST;
    out->clocks = reader->broken ? NULL : NEW_ARRAY(arena, FilingClock, out->clock_count);
    for (size_t i = 0; !reader->broken && i < out->clock_count; i++) {
        out->clocks[i].window = bytes_take_u8(reader);
        out->clocks[i].stage = bytes_take_name(reader);
        out->clocks[i].due = (Moment)bytes_take_u64(reader);
    }
}

Err filing_head_read(Arena *arena, Bytes bytes, FilingHead *out) {
    ByteReader reader = bytes_reader(bytes);
    uint8_t version = bytes_take_u8(&reader);
    bytes_take_into(&reader, out->report.bytes, sizeof out->report.bytes);
    bytes_take_into(&reader, out->office.bytes, sizeof out->office.bytes);
    bytes_take_into(&reader, out->key_list.bytes, sizeof out->key_list.bytes);
    out->pack = bytes_take_name(&reader);
    out->pack_version = bytes_take_name(&reader);
    bytes_take_into(&reader, out->pack_hash, sizeof out->pack_hash);
    out->size_class = bytes_take_u8(&reader);
    out->view_count = bytes_take_u8(&reader);
    out->keeper_epoch = bytes_take_u32(&reader);
    lists_take(arena, &reader, out);
    bytes_take_into(&reader, out->reply.box.bytes, sizeof out->reply.box.bytes);
    bytes_take_into(&reader, out->mailbox.bytes, sizeof out->mailbox.bytes);
    uint8_t second = bytes_take_u8(&reader);
    return version == VERSION && second == SECOND_KEM_NONE && bytes_ended(&reader) ? filing_head_check(out) : ERR_INPUT;
}

Bytes filing_window_place(Hash header, Str window, unsigned char room[FILING_PLACE_MOST]) {
    ByteWriter writer = bytes_writer_in(room, FILING_PLACE_MOST);
    bytes_put(&writer, BYTES_OF(header.bytes));
    bytes_put_name(&writer, window);
    return bytes_written(&writer);
}

Bytes filing_copy_place(Id office, uint32_t epoch, unsigned char room[FILING_PLACE_MOST]) {
    ByteWriter writer = bytes_writer_in(room, FILING_PLACE_MOST);
    bytes_put(&writer, BYTES_OF(office.bytes));
    bytes_put_u32(&writer, epoch);
    return bytes_written(&writer);
}

Hash filing_view_place(Hash header, unsigned view) {
    Hasher hasher = hash_begin(DOMAIN_STREAM);
    unsigned char number = (unsigned char)view;
    hash_add(&hasher, BYTES_OF(header.bytes));
    hash_add(&hasher, (Bytes){&number, 1});
    return hash_end(&hasher);
}
